"""What of a venue's figures may stand on the public board: nothing behind which few people stand, nor what tells it."""

from datetime import date

from services.board import sum_of
from services.summary.figures import Figures
from services.summary.period import period_of

WEEK = period_of(date(2026, 11, 16))


def figures(volunteers: int, visits: int, solved: int = 0) -> Figures:
    """So many volunteers with an hour each."""
    people = {number: [1, 60] for number in range(volunteers)}
    return Figures(visits=visits, minutes=60 * volunteers, solved=solved, people=people)


def test_few_people_are_not_shown() -> None:
    shown = sum_of(WEEK, {"a": figures(4, 5, 4)}, "a", 5)
    assert (shown.figures["visits"], shown.figures["volunteers"], shown.figures["hours"], shown.thanks) == (
        5,
        None,
        None,
        None,
    )
    shown = sum_of(WEEK, {"a": figures(5, 4, 5)}, "a", 5)
    assert (shown.figures["visits"], shown.figures["volunteers"], shown.figures["hours"], shown.thanks) == (
        None,
        5,
        5.0,
        5,
    )


def test_where_one_is_hidden_the_smallest_beside_it_is_too() -> None:
    town = {"a": figures(9, 2, 9), "b": figures(9, 20, 9), "c": figures(9, 7, 9)}
    visits = {code: sum_of(WEEK, town, code, 5).figures["visits"] for code in town}
    assert visits == {"a": None, "b": 20, "c": None}
    assert sum_of(WEEK, town, "c", 5).thanks == 9, "each figure for itself"
    town["d"] = figures(9, 3, 9)
    visits = {code: sum_of(WEEK, town, code, 5).figures["visits"] for code in town}
    assert visits == {"a": None, "b": 20, "c": 7, "d": None}, "two that are hidden hide each other"
