"""Understanding by word lists alone: the fallback for a start without any model file."""

from __future__ import annotations

from language.features import Read
from language.lexicon import group_weights, lexicon

# Earlier intents win a tie: what ends or moves a visit is said in few words, a need in many.
_INTENT_WEIGHTS = {
    "cancel": 2.2,
    "reschedule": 2.2,
    "status": 1.8,
    "complaint": 1.8,
    "volunteer": 1.6,
    "help": 1.5,
    "thanks": 1.7,
    "other_intent": 1.2,
}
_NEED_SIGNS = ("ask", "problem")
_ABOUT_OTHERS = {"kin_subject": 1.0, "neighbour": 1.0, "on_behalf": 1.0, "third_person": 0.5, "kin": 0.5}
_ABOUT_ME = {"self_only": 0.8, "kin_away": 0.8, "group_talk": 0.7}


def item_scores(read: Read) -> dict[str, float]:
    """How strongly each item is hinted at; every code of the catalogue is a key."""
    weights = group_weights(read.hits)
    return {code: weights.get(code, 0.0) for code in lexicon().nouns}


def rule_intent(read: Read) -> str:
    """The intent that the signs of the lists speak for; a need wins where an item stands without signs of another."""
    weights = group_weights(read.hits)
    scores = {name: weights.get(name, 0.0) * factor for name, factor in _INTENT_WEIGHTS.items()}
    strongest = max(item_scores(read).values())
    scores["request"] = 0.9 * strongest + sum(0.5 for sign in _NEED_SIGNS if sign in weights)
    if read.danger.kind:
        scores["request"] += 1.5
    best = max(scores, key=lambda name: scores[name])
    if not scores[best]:
        return "other"
    return "other" if best == "other_intent" else best


def rule_other(read: Read, intent: str) -> bool:
    """Whether the help is for somebody else, by the words for relatives, neighbours and acting for them."""
    if intent in ("volunteer", "help", "other"):
        return False
    groups = group_weights(read.hits)
    toward = sum(weight for name, weight in _ABOUT_OTHERS.items() if name in groups)
    away = sum(weight for name, weight in _ABOUT_ME.items() if name in groups)
    return toward - away >= 1.0
