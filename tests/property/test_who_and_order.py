"""Whoever the candidates are: being busier never makes somebody fit, and a ranking does not depend on who comes first."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.eligible import allowed, can_staff, eligible
from matching.plain import Asked, Busy, Candidate, Certificate, Level, Need, Record, Sex, Window
from matching.plain import RefusalCode as Code
from matching.rank import rank
from tests.unit.matching.people import NEXT_COUNTY, NEXT_TOWN, NEXT_VILLAGE, NOW, VILLAGE

AREAS = st.sampled_from([VILLAGE, NEXT_VILLAGE, NEXT_TOWN, NEXT_COUNTY, "320981"])
TIMES = st.integers(-600, 2000).map(lambda minutes: NOW + timedelta(minutes=minutes))


@st.composite
def windows(draw: st.DrawFn) -> Window:
    start = draw(TIMES)
    return Window(start, start + timedelta(minutes=draw(st.integers(1, 800))))


@st.composite
def promises(draw: st.DrawFn) -> Busy:
    window = draw(windows())
    return Busy(window.start, window.end, draw(st.one_of(st.just(""), AREAS)))


@st.composite
def needs(draw: st.DrawFn) -> Need:
    start = draw(st.none() | TIMES)
    wide = None if start is None else draw(st.none() | st.integers(10, 900))
    item = draw(st.sampled_from(["A01", "B03", "F06"]))
    return Need(
        request_id=draw(st.integers(1, 5)),
        item=item,
        category=item[0],
        minutes=draw(st.integers(15, 240)),
        area=draw(AREAS),
        people=draw(st.integers(1, 4)),
        vetted=draw(st.booleans()),
        certificate=draw(st.none() | st.just("nurse")),
        starts_at=draw(st.sampled_from(Level)),
        start=start,
        end=None if start is None or wide is None else start + timedelta(minutes=wide),
        language=draw(st.none() | st.just("wuu")),
        resident_id=draw(st.none() | st.integers(1, 9)),
        alone=draw(st.booleans()),
        minor=draw(st.booleans()),
        wish_woman=draw(st.booleans()),
        wish_same_person=draw(st.booleans()),
        emergency=draw(st.booleans()),
    )


@st.composite
def candidates(draw: st.DrawFn, person_id: int = 1) -> Candidate:
    return Candidate(
        person_id=person_id,
        area=draw(AREAS),
        level=draw(st.sampled_from(Level)),
        skills=draw(st.frozensets(st.sampled_from(["A01", "A", "B", "F"]))),
        certificates=draw(st.sampled_from([(), (Certificate("nurse"),), (Certificate("nurse", NOW.date()),)])),
        vetted=draw(st.booleans()),
        age=draw(st.none() | st.integers(6, 80)),
        guardian_present=draw(st.booleans()),
        sex=draw(st.none() | st.sampled_from(Sex)),
        languages=draw(st.frozensets(st.sampled_from(["zh", "wuu"]))),
        free=draw(st.none() | st.lists(windows(), max_size=4).map(tuple)),
        busy=tuple(draw(st.lists(promises(), max_size=4))),
        minutes_this_week=draw(st.integers(0, 700)),
        rest_until=draw(st.none() | TIMES),
        paused_until=draw(st.none() | TIMES),
        minutes_90_days=draw(st.integers(0, 5000)),
        record=Record(draw(st.integers(0, 9)), draw(st.integers(0, 9)), draw(st.integers(0, 9))),
        answers=Asked(9, draw(st.integers(0, 9))),
        last_served=draw(st.none() | TIMES),
    )


CROWDS = st.integers(0, 5).flatmap(lambda size: st.tuples(*(candidates(number) for number in range(size))))


@settings(max_examples=120, deadline=None)
@given(needs(), candidates(), promises())
def test_another_promise_never_makes_somebody_fit(need: Need, who: Candidate, more: Busy) -> None:
    before, after = eligible(need, who, NOW), eligible(need, replace(who, busy=(*who.busy, more)), NOW)
    hard_before = {refusal.code for refusal in before if not refusal.soft}
    hard_after = {refusal.code for refusal in after if not refusal.soft}
    assert hard_before <= hard_after <= hard_before | {Code.OVERLAP}


@settings(max_examples=120, deadline=None)
@given(needs(), candidates())
def test_whoever_fits_has_an_unpromised_stretch_long_enough(need: Need, who: Candidate) -> None:
    """Found minute by minute, another way than the rule does it."""
    window = need.window(NOW)
    if window is None or not allowed(eligible(need, who, NOW)):
        return
    length = need.minutes
    if need.start is not None and need.end is not None:
        length = min(length, round((need.end - need.start).total_seconds() / 60))
    run = longest = 0
    for minute in range(round((window.end - window.start).total_seconds() / 60)):
        start = window.start + timedelta(minutes=minute)
        tick = Window(start, start + timedelta(minutes=1))
        free = who.free is None or any(stretch.overlaps(tick) for stretch in who.free)
        run = run + 1 if free and not any(promise.overlaps(tick) for promise in who.busy) else 0
        longest = max(longest, run)
    assert longest >= length


@settings(max_examples=60, deadline=None)
@given(needs(), CROWDS, st.randoms(use_true_random=False))
def test_a_ranking_is_everybody_once_in_an_order_that_is_the_same_however_they_come(
    need: Need, crowd: tuple[Candidate, ...], random: Random
) -> None:
    ranked = rank(need, crowd, NOW)
    assert sorted(one.candidate.key for one in ranked) == [("person", number) for number in range(len(crowd))]
    mixed = list(crowd)
    random.shuffle(mixed)
    assert rank(need, mixed, NOW) == ranked
    for one in ranked:
        assert 0 <= one.score <= 1
        assert all(0 <= part <= 1 for part in one.parts.values())
        assert 1 <= len(one.reasons) <= 3


@settings(max_examples=60, deadline=None)
@given(needs(), CROWDS)
def test_one_person_more_never_breaks_a_crew(need: Need, crowd: tuple[Candidate, ...]) -> None:
    for count in range(len(crowd)):
        assert can_staff(need, crowd[: count + 1], NOW) >= can_staff(need, crowd[:count], NOW)
