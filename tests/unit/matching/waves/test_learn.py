"""Chances are learned from answers, shrunk while there are few."""

import numpy as np
import pytest

from matching.waves import ChanceBook


def test_without_answers_it_is_the_prior() -> None:
    assert ChanceBook(prior=0.2).chance("li", "A01") == pytest.approx(0.2)


def test_few_answers_move_it_little_and_many_much() -> None:
    book = ChanceBook(prior=0.2)
    book.observe("li", "A01", True)
    once = book.chance("li", "A01")
    assert 0.2 < once < 0.5
    for _ in range(200):
        book.observe("li", "A01", True)
    assert book.chance("li", "A01") > 0.9


def test_a_persons_answers_carry_over_to_other_items_and_not_to_others() -> None:
    book = ChanceBook(prior=0.2)
    for _ in range(30):
        book.observe("li", "A01", True)
        book.observe("wang", "A01", False)
    assert book.chance("li", "B02") > 0.4
    assert book.chance("wang", "B02") < 0.15
    assert book.chance("zhao", "B02") == pytest.approx(0.2)


def test_silence_cut_short_counts_for_its_part() -> None:
    full, part, none = ChanceBook(), ChanceBook(), ChanceBook()
    full.observe("li", "A01", False)
    part.observe("li", "A01", False, 0.5)
    none.observe("li", "A01", False, 0.0)
    assert full.chance("li", "A01") < part.chance("li", "A01") < none.chance("li", "A01")
    with pytest.raises(ValueError, match="between 0 and 1"):
        full.observe("li", "A01", False, 1.5)


def test_it_finds_the_true_chances_though_the_willing_are_asked_first() -> None:
    rng = np.random.default_rng(2)
    true = rng.beta(0.6, 3.4, 60)
    book = ChanceBook()
    for _ in range(1500):
        people = rng.choice(60, 20, replace=False)
        ranked = sorted(people, key=lambda who: -book.chance(int(who), "A01"))
        for who in ranked[:6]:
            book.observe(int(who), "A01", bool(rng.random() < true[who]))
    found = np.array([book.chance(who, "A01") for who in range(60)])
    best = np.argsort(-true)[:10]
    assert np.abs(found[best] - true[best]).mean() < 0.08
    assert np.corrcoef(found, true)[0, 1] > 0.85
