"""Who is asked first, and why."""

from dataclasses import replace
from typing import Any

import pytest

from matching.chance import Tally, learn
from matching.plain import Asked, Asker, Level, Point, ReasonCode, Record
from matching.rank import WEIGHTS, Ranked, at_level, rank, reliability, steps
from tests.unit.matching.people import NEXT_TOWN, NEXT_VILLAGE, NOW, VILLAGE, at, need, team, who


def first(better: dict[str, Any], worse: dict[str, Any], **need_differs: Any) -> tuple[Ranked, Ranked]:
    """Rank two people who differ in one way; the one said to be better must come first, whatever their number."""
    for numbers in ((1, 2), (2, 1)):
        pair = [who(person_id=numbers[0], **better), who(person_id=numbers[1], **worse)]
        ranked = rank(need(**need_differs), pair, NOW)
        assert [one.candidate for one in ranked] == pair
    return ranked[0], ranked[1]


def test_the_nearer() -> None:
    near, far = first({}, {"area": NEXT_VILLAGE})
    assert near.parts["travel"] == pytest.approx(5 / 6)
    assert far.parts["travel"] == pytest.approx(2 / 3)
    first({"area": NEXT_VILLAGE}, {"area": NEXT_TOWN})
    first({"point": Point(33.0, 120.0)}, {"point": Point(33.01, 120.0)}, point=Point(33.0, 120.0))


def test_post_before_station_before_center() -> None:
    first({"level": Level.POST}, {"level": Level.STATION})
    first({"level": Level.STATION}, {"level": Level.CENTER})


@pytest.mark.parametrize(
    ("starts_at", "order"),
    [
        (Level.POST, [Level.POST, Level.STATION, Level.CENTER]),
        (Level.STATION, [Level.STATION, Level.CENTER, Level.POST]),
        (Level.CENTER, [Level.CENTER, Level.STATION, Level.POST]),
    ],
)
def test_levels_are_asked_from_where_the_item_starts_upwards(starts_at: Level, order: list[Level]) -> None:
    assert sorted(Level, key=lambda level: steps(starts_at, level)) == order


def test_one_who_has_been_there_before_and_lately() -> None:
    first({"last_served": at(-24)}, {})
    first({"last_served": at(-24)}, {"last_served": at(-24 * 60)})


def test_a_wish_for_the_same_person_outweighs_the_way() -> None:
    known: dict[str, Any] = {"last_served": at(-48), "area": NEXT_TOWN, "minutes_90_days": 300}
    new: dict[str, Any] = {}
    first(known, new, wish_same_person=True)
    first(new, known, wish_same_person=False)


def test_who_has_served_least_lately() -> None:
    first({"minutes_90_days": 60}, {"minutes_90_days": 600})


def test_who_keeps_promises() -> None:
    first({"record": Record(kept=10)}, {"record": Record(kept=10, no_show=2)})
    first({"record": Record(kept=10, cancelled_late=2)}, {"record": Record(kept=10, no_show=2)})
    assert reliability(0, 0, 0) == pytest.approx(0.9), "somebody new is trusted"


def test_who_is_likely_to_accept() -> None:
    likely, unlikely = first({"answers": Asked(10, 9)}, {"answers": Asked(10, 0)})
    assert likely.chance > 0.4 > 0.2 > unlikely.chance


def test_what_was_learned_of_all_answers_counts_too() -> None:
    chances = learn([Tally("A01", 9, 0, 1000, 900)])
    (one,) = rank(need(), [who()], NOW, chances=chances)
    assert one.chance == pytest.approx(0.9, abs=0.02)


def test_scores_lie_between_nothing_and_one_and_weights_are_shares() -> None:
    (one,) = rank(
        need(), [who()], NOW, replace(WEIGHTS, travel=2.5, level=2, continuity=1.5, fairness=2, reliability=1, chance=1)
    )
    (same,) = rank(need(), [who()], NOW)
    assert 0 < one.score < 1
    assert one.score == pytest.approx(same.score), "ten times every weight is the same ranking"


def test_weights_of_nothing_or_less_are_refused() -> None:
    nothing = replace(WEIGHTS, travel=0, level=0, continuity=0, fairness=0, reliability=0, chance=0)
    with pytest.raises(ValueError, match="weights"):
        rank(need(), [who()], NOW, nothing)
    with pytest.raises(ValueError, match="weights"):
        rank(need(), [who()], NOW, replace(WEIGHTS, travel=-1))


def test_equals_are_drawn_by_lot_anew_for_each_request_and_always_alike() -> None:
    people = [who(person_id=number) for number in range(10)]
    orders = [[one.candidate.key for one in rank(need(request_id=number), people, NOW)] for number in range(30)]
    assert len({order[0] for order in orders}) > 5, "no number is always first"
    again = [one.candidate.key for one in rank(need(request_id=0), people[::-1], NOW)]
    assert again == orders[0]


def test_teams_and_people_can_be_ranked_together() -> None:
    ranked = rank(need(), [team(level=Level.CENTER, area="320981"), who()], NOW)
    assert [one.candidate.key for one in ranked] == [("person", 7), ("team", 3)]


def test_nobody_to_rank() -> None:
    assert rank(need(), [], NOW) == []


def reasons(**differs: Any) -> list[tuple[ReasonCode, dict[str, Any]]]:
    crowd = [who(person_id=1, **differs), who(person_id=2)]
    ranked = rank(need(), crowd, NOW)
    mine = next(one for one in ranked if one.candidate.key == ("person", 1))
    return [(reason.code, dict(reason.values)) for reason in mine.reasons]


def test_reasons_are_the_weightiest_three_with_their_figures() -> None:
    assert reasons() == [
        (ReasonCode.NEAR, {"minutes": 10}),
        (ReasonCode.SERVED_LEAST, {"minutes": 0}),
        (ReasonCode.LEVEL, {"level": "post"}),
    ]
    assert reasons(minutes_90_days=120, level=Level.CENTER, last_served=at(-24 * 3)) == [
        (ReasonCode.NEAR, {"minutes": 10}),
        (ReasonCode.SERVED_LITTLE, {"minutes": 120}),
        (ReasonCode.KNOWN, {"days": 3}),
    ]


def test_what_is_weak_or_unknown_is_no_reason() -> None:
    far = {"area": NEXT_TOWN, "level": Level.CENTER, "minutes_90_days": 6000}
    assert reasons(**far, record=Record(kept=19, no_show=1)) == [(ReasonCode.RELIABLE, {"kept": 19, "promised": 20})]
    assert reasons(**far, answers=Asked(40, 38)) == [(ReasonCode.LIKELY, {"percent": 84})]
    assert reasons(**far) == [(ReasonCode.NEAR, {"minutes": 40})], "there is always one"


def test_at_a_level_those_are_asked_whose_area_holds_the_need() -> None:
    here, there = who(person_id=1), who(person_id=2, venue_area=NEXT_VILLAGE)
    station = team(team_id=5, area=VILLAGE[:9], level=Level.STATION)
    nowhere = who(person_id=4, venue_area="")
    everybody: list[Asker] = [here, there, station, nowhere]
    assert at_level(need(), everybody, Level.POST) == [here]
    assert at_level(need(), everybody, Level.STATION) == [station]
    assert at_level(need(), everybody, Level.CENTER) == []
