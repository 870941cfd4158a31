"""Who can be asked: one rule at a time, against somebody who fits in every other way."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from matching.eligible import RULES, allowed, can_staff, eligible, eligible_team, needs_pair, people_needed
from matching.plain import Certificate, Level, Point, Sex
from matching.plain import RefusalCode as Code
from tests.unit.matching.people import (
    NEXT_COUNTY,
    NEXT_TOWN,
    NEXT_VILLAGE,
    NOW,
    at,
    busy,
    need,
    team,
    who,
    window,
)

HARD, SOFT = False, True


def found(need_differs: dict[str, Any], who_differs: dict[str, Any]) -> list[tuple[Code, bool]]:
    refusals = eligible(need(**need_differs), who(**who_differs), NOW)
    return [(refusal.code, refusal.soft) for refusal in refusals]


def nurse(expires: date | None, kind: str = "nurse") -> dict[str, Any]:
    return {"certificates": (Certificate(kind, expires),)}


DAY, DAY_BEFORE, DAY_AFTER = date(2026, 11, 24), date(2026, 11, 23), date(2026, 11, 25)
EMERGENCY = {"item": "F06", "category": "F"}
RESCUER = {"skills": frozenset({"F"})}
AFTERNOON = {"start": at(2), "end": at(6)}
TWO_DAYS = {"start": at(2), "end": at(30), "certificate": "nurse"}
LATE = {"start": at(14.5), "certificate": "nurse"}  # 23:30 in Shanghai, until 0:30 of the next day

FITS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("as they are", {}, {}),
    ("a skill for the whole category", {}, {"skills": frozenset({"A"})}),
    ("a certificate on its last day", {"certificate": "nurse"}, nurse(DAY)),
    ("a certificate without an end", {"certificate": "nurse"}, nurse(None)),
    (
        "one renewed",
        {"certificate": "nurse"},
        {"certificates": (Certificate("nurse", DAY_BEFORE), Certificate("nurse", DAY_AFTER))},
    ),
    ("vetted for a vetted item", {"vetted": True}, {}),
    ("a child with a guardian", {}, {"age": 10, "guardian_present": True}),
    ("seventeen, in ordinary service", {}, {"age": 17}),
    ("eighteen, in an emergency", EMERGENCY, {**RESCUER, "age": 18}),
    ("an adult who gave no date, in an emergency", EMERGENCY, {**RESCUER, "age": None}),
    ("the next village", {}, {"area": NEXT_VILLAGE}),
    ("the next town", {}, {"area": NEXT_TOWN}),
    ("far, but an emergency", EMERGENCY, {**RESCUER, "area": NEXT_TOWN, "radius": 10}),
    ("busy long before and long after", {}, {"busy": (busy(0, 1), busy(4, 5))}),
    ("room left in a long window", AFTERNOON, {"busy": (busy(2, 3), busy(5, 6))}),
    ("a free time in two pieces that touch", {}, {"free": (window(2.5, 4), window(1, 2.5))}),
    ("a time still to be agreed, whatever is promised", {"start": None}, {"busy": (busy(0, 100),), "free": ()}),
    ("the weekly limit just reached", {}, {"minutes_this_week": 540}),
    ("a rest that is over", {}, {"rest_until": NOW}),
    ("a pause that is over", {}, {"paused_until": at(-1)}),
    ("asked for other things", {}, {"asked_before": frozenset({2, 3})}),
    ("not with somebody else", {}, {"blocked_residents": frozenset({901})}),
    ("nobody's resident, so nothing to block", {"resident_id": None}, {"blocked_residents": frozenset({900})}),
    ("the resident's language", {"language": "zh"}, {}),
    ("a woman wished for", {"wish_woman": True}, {}),
    ("the same person wished for, who has come before", {"wish_same_person": True}, {"last_served": at(-100)}),
    ("an agreed time shorter than usual", {"start": at(2), "end": at(2.5)}, {"free": (window(2, 2.5),)}),
    ("an emergency already begun", {**EMERGENCY, "start": at(-0.5)}, RESCUER),
]

SPOKEN_AGAINST: list[tuple[str, dict[str, Any], dict[str, Any], Code, bool]] = [
    ("another skill", {}, {"skills": frozenset({"A02", "B"})}, Code.SKILL, HARD),
    ("no certificate", {"certificate": "nurse"}, {}, Code.CERTIFICATE_MISSING, HARD),
    ("another certificate", {"certificate": "nurse"}, nurse(None, "barber"), Code.CERTIFICATE_MISSING, HARD),
    (
        "a certificate that ended the day before",
        {"certificate": "nurse"},
        nurse(DAY_BEFORE),
        Code.CERTIFICATE_EXPIRED,
        HARD,
    ),
    (
        "one valid today but not on the day of the visit",
        {"certificate": "nurse", "start": at(24)},
        {**nurse(DAY), "free": (window(0, 40),)},
        Code.CERTIFICATE_EXPIRED,
        HARD,
    ),
    (
        "one that ends within the window",
        TWO_DAYS,
        {**nurse(DAY), "free": (window(0, 40),)},
        Code.CERTIFICATE_ENDS,
        SOFT,
    ),
    (
        "one that ends at midnight in the county",
        LATE,
        {**nurse(DAY), "free": (window(0, 40),)},
        Code.CERTIFICATE_ENDS,
        SOFT,
    ),
    ("not vetted for a vetted item", {"vetted": True}, {"vetted": False}, Code.NOT_VETTED, HARD),
    ("not vetted, to a minor", {"minor": True}, {"vetted": False}, Code.NOT_VETTED, HARD),
    ("themselves", {"resident_id": 7}, {}, Code.SELF, HARD),
    ("a child alone", {}, {"age": 13}, Code.NEEDS_GUARDIAN, HARD),
    ("seventeen, in an emergency", EMERGENCY, {**RESCUER, "age": 17}, Code.TOO_YOUNG_FOR_EMERGENCY, HARD),
    (
        "seventeen, where somebody says it is urgent",
        {"emergency": True},
        {"age": 17},
        Code.TOO_YOUNG_FOR_EMERGENCY,
        HARD,
    ),
    ("seventeen, to a minor", {"minor": True}, {"age": 17}, Code.PAIR_NEEDS_ADULT, HARD),
    (
        "seventeen, to one who lives alone",
        {"vetted": True, "alone": True},
        {"age": 17},
        Code.PAIR_NEEDS_ADULT,
        HARD,
    ),
    ("another county", {}, {"area": NEXT_COUNTY}, Code.OTHER_COUNTY, HARD),
    ("another town, with a short radius", {}, {"area": NEXT_TOWN, "radius": 30}, Code.TOO_FAR, HARD),
    (
        "30 km away by their points",
        {"point": Point(33.0, 120.0)},
        {"point": Point(33.27, 120.0)},
        Code.TOO_FAR,
        HARD,
    ),
    ("a fixed time that is past", {"start": at(-0.5)}, {}, Code.NO_TIME_LEFT, HARD),
    ("a window with too little left", {"start": at(-1), "end": at(0.5)}, {}, Code.NO_TIME_LEFT, HARD),
    ("never free", {}, {"free": ()}, Code.NOT_FREE, HARD),
    ("free for half of it", {}, {"free": (window(2, 2.5),)}, Code.NOT_FREE, HARD),
    ("nobody knows when free", {}, {"free": None}, Code.FREE_UNKNOWN, SOFT),
    ("busy at that time", {}, {"busy": (busy(2, 3),)}, Code.OVERLAP, HARD),
    ("busy for its last minute", {}, {"busy": (busy(2.99, 4),)}, Code.OVERLAP, HARD),
    ("no hour left between promises", AFTERNOON, {"busy": (busy(2.5, 4), busy(4.5, 5.5))}, Code.OVERLAP, HARD),
    ("done just before", {}, {"busy": (busy(1, 2),)}, Code.TIGHT, SOFT),
    ("done 29 minutes before", {}, {"busy": (busy(1, 2 - 29 / 60),)}, Code.TIGHT, SOFT),
    (
        "35 minutes to come from another town",
        {},
        {"busy": (busy(1, 2 - 35 / 60, NEXT_TOWN),)},
        Code.TIGHT,
        SOFT,
    ),
    (
        "a short service 14 minutes after another",
        {"minutes": 45},
        {"busy": (busy(1, 2 - 14 / 60),)},
        Code.TIGHT,
        SOFT,
    ),
    ("more than the week's limit", {}, {"minutes_this_week": 541}, Code.WEEKLY_LIMIT, HARD),
    ("more than their own limit", {}, {"minutes_this_week": 61, "weekly_limit": 120}, Code.WEEKLY_LIMIT, HARD),
    ("resting", {}, {"rest_until": at(1)}, Code.RESTING, HARD),
    ("resting, but an emergency", EMERGENCY, {**RESCUER, "rest_until": at(1)}, Code.RESTING, SOFT),
    ("paused", {}, {"paused_until": at(1)}, Code.PAUSED, HARD),
    ("paused, even in an emergency", EMERGENCY, {**RESCUER, "paused_until": at(1)}, Code.PAUSED, HARD),
    ("asked for this already", {}, {"asked_before": frozenset({1})}, Code.ASKED_BEFORE, HARD),
    ("not to this resident", {}, {"blocked_residents": frozenset({900})}, Code.BLOCKED_PAIR, HARD),
    ("another language", {"language": "wuu"}, {}, Code.LANGUAGE, HARD),
    ("no languages given", {"language": "wuu"}, {"languages": frozenset()}, Code.LANGUAGE_UNKNOWN, SOFT),
    ("a man, where a woman is wished for", {"wish_woman": True}, {"sex": Sex.MAN}, Code.WISH_WOMAN, HARD),
    ("nobody said, where a woman is wished for", {"wish_woman": True}, {"sex": None}, Code.WISH_WOMAN, HARD),
    ("somebody new, where the same is wished for", {"wish_same_person": True}, {}, Code.WISH_SAME_PERSON, SOFT),
]


@pytest.mark.parametrize(("story", "need_differs", "who_differs"), FITS, ids=[row[0] for row in FITS])
def test_nothing_speaks_against(story: str, need_differs: dict[str, Any], who_differs: dict[str, Any]) -> None:
    assert found(need_differs, who_differs) == []


@pytest.mark.parametrize(
    ("story", "need_differs", "who_differs", "code", "soft"), SPOKEN_AGAINST, ids=[row[0] for row in SPOKEN_AGAINST]
)
def test_one_thing_speaks_against(
    story: str, need_differs: dict[str, Any], who_differs: dict[str, Any], code: Code, soft: bool
) -> None:
    assert found(need_differs, who_differs) == [(code, soft)]
    refusals = eligible(need(**need_differs), who(**who_differs), NOW)
    assert allowed(refusals) is soft


def test_all_reasons_are_given_at_once() -> None:
    nobody = who(skills=frozenset(), area=NEXT_COUNTY, free=(), busy=(busy(0, 9),), rest_until=at(9), age=12)
    codes = {refusal.code for refusal in eligible(need(), nobody, NOW)}
    assert codes == {
        Code.SKILL,
        Code.OTHER_COUNTY,
        Code.NOT_FREE,
        Code.OVERLAP,
        Code.RESTING,
        Code.NEEDS_GUARDIAN,
    }


def test_a_refusal_carries_the_figures_its_sentence_needs() -> None:
    (far,) = eligible(need(), who(area=NEXT_TOWN, radius=30), NOW)
    assert far.values == {"minutes": 40, "limit": 30}


def test_the_grace_time_is_the_countys_to_set() -> None:
    close = who(busy=(busy(1, 1.5),))
    assert eligible(need(), close, NOW, replace(RULES, grace=30)) == ()
    assert [r.code for r in eligible(need(), close, NOW, replace(RULES, grace=31))] == [Code.TIGHT]


@pytest.mark.parametrize(
    ("differs", "pair", "people"),
    [
        ({}, False, 1),
        ({"people": 3}, False, 3),
        ({"minor": True}, True, 2),
        ({"minor": True, "people": 3}, True, 3),
        ({"vetted": True}, False, 1),
        ({"alone": True}, False, 1),
        ({"vetted": True, "alone": True}, True, 2),
    ],
)
def test_two_go_to_minors_and_with_vetted_items_to_those_who_live_alone(
    differs: dict[str, Any], pair: bool, people: int
) -> None:
    assert needs_pair(need(**differs)) is pair
    assert people_needed(need(**differs)) == people


def test_a_crew_needs_as_many_as_the_item_asks_for() -> None:
    two = need(people=2)
    assert not can_staff(two, [who(person_id=1)], NOW)
    assert not can_staff(two, [who(person_id=1), who(person_id=2, skills=frozenset())], NOW)
    assert not can_staff(two, [who(person_id=1), who(person_id=1)], NOW), "one person is not two"
    assert can_staff(two, [who(person_id=1), who(person_id=2)], NOW)


def test_a_companion_of_the_pair_needs_neither_skill_nor_certificate_but_all_else() -> None:
    lonely = need(vetted=True, alone=True, certificate="therapist")
    able = who(person_id=1, certificates=(Certificate("therapist"),))
    companion = who(person_id=2, skills=frozenset())
    assert not can_staff(lonely, [able], NOW)
    assert can_staff(lonely, [able, companion], NOW)
    assert not can_staff(lonely, [able, replace(companion, vetted=False)], NOW)
    assert not can_staff(lonely, [companion, replace(companion, person_id=3)], NOW)


def test_children_who_come_along_are_nobodys_pair_of_hands() -> None:
    child = who(person_id=2, age=12, guardian_present=True)
    assert allowed(eligible(need(people=2), child, NOW))
    assert not can_staff(need(people=2), [who(person_id=1), child], NOW)
    assert can_staff(need(people=2), [who(person_id=1), replace(child, age=15)], NOW)


@pytest.mark.parametrize(
    ("team_differs", "need_differs", "expected"),
    [
        ({}, {}, []),
        ({"able": 1}, {"people": 2}, [(Code.TOO_FEW_PEOPLE, HARD)]),
        ({"able": 1, "staffable": False}, {"minor": True}, [(Code.TOO_FEW_PEOPLE, HARD)]),
        ({"staffable": False}, {}, [(Code.TOO_FEW_PEOPLE, HARD)]),
        ({"open_offers": 5}, {}, [(Code.TOO_MANY_OFFERS, HARD)]),
        ({"open_offers": 5}, EMERGENCY, [(Code.TOO_MANY_OFFERS, SOFT)]),
        ({"asked_before": frozenset({1})}, {}, [(Code.ASKED_BEFORE, HARD)]),
        ({"paused_until": at(1)}, {}, [(Code.PAUSED, HARD)]),
        ({"blocked_residents": frozenset({900})}, {}, [(Code.BLOCKED_PAIR, HARD)]),
        ({"area": NEXT_COUNTY}, {}, [(Code.OTHER_COUNTY, HARD)]),
        ({"area": "320981", "level": Level.CENTER}, {}, []),
    ],
)
def test_teams(team_differs: dict[str, Any], need_differs: dict[str, Any], expected: list[tuple[Code, bool]]) -> None:
    refusals = eligible_team(need(**need_differs), team(**team_differs), NOW)
    assert [(refusal.code, refusal.soft) for refusal in refusals] == expected


def test_an_emergency_without_a_time_is_now() -> None:
    window_now = need(**EMERGENCY, start=None).window(NOW)
    assert window_now is not None
    assert (window_now.start, window_now.end) == (NOW, NOW + timedelta(minutes=60))
