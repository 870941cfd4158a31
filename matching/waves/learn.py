"""Chances to accept, learned from answers while requests come in."""

from collections.abc import Hashable
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Tally:
    """Answers so far; an ask that is still open counts for the part of it that has passed."""

    yes: float = 0.0
    asked: float = 0.0

    def mean(self, prior: float, weight: float) -> float:
        """Mean of a Beta belief that starts at `prior` with the weight of so many answers."""
        return (self.yes + weight * prior) / (self.asked + weight)


@dataclass(slots=True)
class ChanceBook:
    """Who says yes to what: Beta means, each shrunk towards the one above it.

    An item's rate is shrunk to `prior`, a person's lean to 1 (times as willing as usual for what they were asked), and
    the pair's rate to the product of the two. The weights are in answers. An answer counts for the item by how willing
    the person is, or asking the willing first would make every item look easy. It is the usual empirical-Bayes ladder,
    in closed form so that it can be kept up to date with every answer.
    """

    prior: float = 0.15
    item_weight: float = 20.0
    person_weight: float = 6.0
    pair_weight: float = 8.0
    _items: dict[Hashable, _Tally] = field(default_factory=dict)
    _pairs: dict[tuple[Hashable, Hashable], _Tally] = field(default_factory=dict)
    _people: dict[Hashable, _Tally] = field(default_factory=dict)

    def chance(self, person: Hashable, item: Hashable) -> float:
        """The chance that this person says yes to this item."""
        guess = min(0.95, self._usual(item) * self._lean(person))
        return self._pairs.get((person, item), _Tally()).mean(guess, self.pair_weight)

    def observe(self, person: Hashable, item: Hashable, accepted: bool, weight: float = 1.0) -> None:
        """One answer. `weight` below 1 for silence that might still have become an answer (the share that would have come).

        Raises ValueError for a weight outside 0–1.
        """
        if not 0.0 <= weight <= 1.0:
            raise ValueError("a weight lies between 0 and 1")
        usual, lean = self._usual(item), self._lean(person)
        for tally, counted in (
            (self._items.setdefault(item, _Tally()), weight * lean),
            (self._people.setdefault(person, _Tally()), weight * usual),
            (self._pairs.setdefault((person, item), _Tally()), weight),
        ):
            tally.asked += counted
            tally.yes += weight if accepted else 0.0

    def _lean(self, person: Hashable) -> float:
        """How many times as willing as usual: yeses over the yeses expected of anybody."""
        return self._people.get(person, _Tally()).mean(1.0, self.person_weight * self.prior)

    def _usual(self, item: Hashable) -> float:
        return self._items.get(item, _Tally()).mean(self.prior, self.item_weight)
