"""Read a message: the models where there are some, the rules where they are right, both together for danger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from math import ceil
from pathlib import Path

import numpy as np

from language.county import County
from language.features import Read, look
from language.linear import Floats, LinearModel
from language.model_file import Models
from language.people import people_helped, wishes
from language.places import shaped_places
from language.rules import item_scores, rule_intent, rule_other
from language.times import Times, read_times
from language.understanding import Ranked, Span, Understanding

_TOP = 8
# A danger that the rules see needs this chance from the model, one that only the model sees needs more.
_DANGER_WITH_SIGNS = 0.4
_DANGER_ALONE = 0.7
_SURELY_MISSING = 0.5
_PLACELESS = frozenset(
    ("家", "我家", "村里", "厂里", "对门", "隔壁", "楼下", "楼上", "老家", "家里", "home", "my home", "here")
)
_INTENTS_WITHOUT_TIME = frozenset(("thanks", "help", "other", "complaint"))
_INTENTS_WITHOUT_PEOPLE = frozenset(("thanks", "help", "other", "complaint", "volunteer", "status"))


class Reader:
    """Reads messages; holds the models, which are shared by every call and never change."""

    def __init__(self, models: Models | None = None) -> None:
        """Without models the rules alone read."""
        self._models = models

    @classmethod
    def load(cls, path: Path | None = None, *, embeddings: bool | None = None) -> Reader:
        """Load the models from a file built by ``train``; without a path the rules alone read.

        ``embeddings`` says whether sentence embeddings help where the character model is in doubt; None uses them where
        the file has a head for them and the library is there. Raises FileNotFoundError and ModelFileError.
        """
        return cls(Models.load(path, embeddings=embeddings) if path else None)

    def read(self, text: str, now: datetime, county: County | None = None) -> Understanding:
        """What the message means; ``now`` is the naive local minute at which it was written."""
        read = look(text)
        return self._understand(text, read, now, county, self._models.chances(text, read) if self._models else None)

    def read_all(
        self, messages: Sequence[tuple[str, datetime]], county: County | None = None, *, share: float = 1.0
    ) -> list[Understanding]:
        """What each message means; of those in doubt at most this share of all, the most doubtful, is asked of the embedding."""
        reads = [look(text) for text, _ in messages]
        models = self._models
        if models is None:
            return [self._understand(*one, None) for one in _with(messages, reads, county)]
        chances = [models.linear.chances(read) for read in reads]
        doubts = [models.doubt(one) for one in chances]
        asked = sorted((at for at, doubt in enumerate(doubts) if doubt), key=lambda at: -doubts[at])
        asked = asked[: ceil(share * len(doubts))]
        again = models.reconsidered([messages[at][0] for at in asked], [chances[at] for at in asked])
        for at, mine in zip(asked, again, strict=True):
            chances[at] = mine
        return [self._understand(*one, mine) for one, mine in zip(_with(messages, reads, county), chances, strict=True)]

    def split(self, text: str, now: datetime, county: County | None = None) -> list[Understanding]:
        """One understanding for each need in the message, in its order; mostly just one."""
        from language.several import split_needs

        return split_needs(self, text, now, county)

    def _understand(
        self, text: str, read: Read, now: datetime, county: County | None, chances: dict[str, Floats] | None
    ) -> Understanding:
        intents, items, danger_chance, other = self._ranked(read, chances)
        danger, kind = _danger(read, danger_chance)
        intent = intents[0].code
        item = items[0].code if intent == "request" else None
        if item == "F01" and items[0].chance >= _SURELY_MISSING:
            danger, kind = True, kind or "missing"
        times = Times() if intent in _INTENTS_WITHOUT_TIME else read_times(text, now, intent=intent)
        spans = {f"when_{at}" if at else "when": Span(*span) for at, span in enumerate(times.spans)}
        place = None if intent in _INTENTS_WITHOUT_TIME else self._place(text, county)
        people = None if intent in _INTENTS_WITHOUT_PEOPLE else people_helped(text)
        if place:
            spans["place"] = place
        if people:
            spans["people"] = people[1]
        name = text[place.start : place.end] if place else None
        sex, same = wishes(text)
        return Understanding(
            intent=intent,
            item=item,
            items=items[:_TOP],
            margin=items[0].chance - items[1].chance,
            danger=danger,
            danger_kind=kind if danger else None,
            start=times.start,
            end=times.end,
            repeat=times.repeat,
            place=name,
            area=county.resolve(name) if county and name else None,
            people=people[0] if people else None,
            other=other,
            sex_wish=sex,
            same_person_wish=same,
            intents=intents[:3],
            spans=spans,
        )

    def _ranked(
        self, read: Read, chances: dict[str, Floats] | None
    ) -> tuple[tuple[Ranked, ...], tuple[Ranked, ...], float | None, bool]:
        """Ranked intents and items, the chance of danger (None without a model), and whether it is for somebody else."""
        if self._models is None or chances is None:
            intent = rule_intent(read)
            return (Ranked(intent, 1.0),), _ranked_scores(item_scores(read)), None, rule_other(read, intent)
        linear = self._models.linear
        intents = _ranked(linear, "intent", chances["intent"])
        other = bool(chances["other"][1] >= chances["other"][0]) and intents[0].code not in ("volunteer", "help")
        return intents, _ranked(linear, "item", chances["item"]), float(chances["danger"][1]), other

    def _place(self, text: str, county: County | None) -> Span | None:
        areas = [found.span for found in county.find(text)] if county else []
        if self._models is None:
            spans = shaped_places(text) or areas
        else:
            tagged = sorted(self._models.places.spans(text, areas), key=lambda found: -found[1])
            spans = [span for span, _ in tagged]
        return next((span for span in spans if text[span.start : span.end].lower() not in _PLACELESS), None)


def _with(
    messages: Sequence[tuple[str, datetime]], reads: Sequence[Read], county: County | None
) -> Iterator[tuple[str, Read, datetime, County | None]]:
    return ((text, read, now, county) for (text, now), read in zip(messages, reads, strict=True))


def _danger(read: Read, chance: float | None) -> tuple[bool, str | None]:
    kind = read.danger.kind
    if chance is None:
        return kind is not None, kind
    if chance >= _DANGER_ALONE or (kind and chance >= _DANGER_WITH_SIGNS):
        return True, kind or read.danger.best_guess or "medical"
    return False, None


def _ranked(model: LinearModel, head: str, chances: Floats) -> tuple[Ranked, ...]:
    labels = model.heads[head].labels
    return tuple(Ranked(labels[number], float(chances[number])) for number in np.argsort(-chances))


def _ranked_scores(scores: dict[str, float]) -> tuple[Ranked, ...]:
    powers = {code: float(np.exp(min(score, 12.0))) for code, score in scores.items()}
    total = sum(powers.values())
    ordered = sorted(powers, key=lambda code: -powers[code])
    return tuple(Ranked(code, powers[code] / total) for code in ordered)
