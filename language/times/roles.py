"""Each statement of time with what stands around it in its clause, and what that makes of it."""

import bisect
from dataclasses import dataclass

from language.times.cues import (
    BETTER,
    BUSY,
    CHANGE,
    OLD_AFTER,
    OLD_BEFORE,
    REASON_AFTER,
    REFUSED_AFTER,
    REFUSED_BEFORE,
    SERVICE,
    STOP,
)
from language.times.model import Phrase


@dataclass(slots=True)
class Role:
    """A phrase with what stands around it in its clause."""

    phrase: Phrase
    before: str
    after: str
    clause: str
    order: int
    changed: bool = False
    refused: bool = False
    old: bool = False
    serves: bool = False
    busy: bool = False
    reason: bool = False
    alone: bool = False

    @property
    def likely(self) -> bool:
        """Whether the words around it ask for something rather than tell a story."""
        return self.serves or not self.busy


def roles(text: str, found: list[Phrase]) -> list[Role]:
    """Each phrase that is not past, with its surroundings judged."""
    stops = [-1, *(stop.start() for stop in STOP.finditer(text)), len(text)]
    result = []
    for index, phrase in enumerate(found):
        left = stops[bisect.bisect_left(stops, phrase.start) - 1] + 1
        right = stops[bisect.bisect_left(stops, phrase.end)]
        begin = max(left, found[index - 1].end if index else 0)
        finish = min(right, found[index + 1].start if index + 1 < len(found) else len(text))
        if not phrase.past:
            result.append(
                _judge(
                    phrase,
                    text[begin : phrase.start],
                    text[phrase.end : max(finish, phrase.end)],
                    text[left:right],
                    index,
                )
            )
    return result


def _judge(phrase: Phrase, before: str, after: str, clause: str, order: int) -> Role:
    role = Role(phrase, before, after, clause, order)
    role.changed = CHANGE.search(before) is not None or BETTER.match(after) is not None
    role.refused = REFUSED_BEFORE.search(before) is not None or REFUSED_AFTER.match(after) is not None
    role.reason = REASON_AFTER.match(after) is not None
    role.old = OLD_BEFORE.search(before) is not None or OLD_AFTER.match(after) is not None
    role.alone = not before.strip(" 的") and not after.strip(" 的")
    role.serves = role.alone or SERVICE.search(after) is not None or SERVICE.search(before) is not None
    role.busy = BUSY.search(after) is not None or BUSY.search(before) is not None
    return role
