"""Part (c): a month in a county made up for it, with the rules of matching on: who can, who first, quiet hours, limits."""

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from bench.waves_land import County, Fate, Person, Wanted, candidate, make_county, make_month
from bench.waves_show import CONSOLE, show_table
from matching.chance import Chances, Tally, learn, unlearned
from matching.eligible import eligible, people_needed
from matching.plain import Candidate, Need, Refusal, RefusalCode
from matching.rank import rank
from matching.travel import minutes_between
from matching.waves import AnswerDelay, Asked, next_wave
from matching.waves.fill import gini

DAY_START, DAY_END = 8 * 60, 21 * 60
DAY = DAY_END - DAY_START
MINUTE = timedelta(minutes=1)
EPOCH = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
# Minutes of rest after being asked, and how much less likely a yes is meanwhile.
REST = 24 * 60.0
WEARY = 0.6
DELAY = AnswerDelay(12 * MINUTE, 1.0)
QUICK = AnswerDelay(3 * MINUTE, 0.8)


@dataclass(slots=True)
class State:
    """One request on its way. `offers` are person, minute on the request's own clock, answer."""

    wanted: Wanted
    need: Need
    ranked: tuple[int, ...]
    chances: tuple[float, ...]
    offers: list[Asked] = field(default_factory=list)
    yes: int = 0
    covered: float | None = None
    messages: int = 0
    look: float = -1.0


def to_clock(minute: float, urgent: bool) -> float:
    """Minutes of the month to minutes in which may be asked: for emergencies all, else those outside quiet hours."""
    if urgent:
        return minute
    day, inside = divmod(minute, 1440.0)
    return day * DAY + min(max(inside - DAY_START, 0.0), DAY)


def from_clock(clock: float, urgent: bool) -> float:
    """The earliest minute of the month at that reading of the clock."""
    if urgent:
        return clock
    day, inside = divmod(clock, DAY)
    return day * 1440.0 + DAY_START + inside


class Month:
    """A month played out with one policy; the same people, requests, moods and delays for every policy."""

    def __init__(self, county: County, requests: Sequence[Wanted], fate: Fate, policy: str) -> None:
        self.county, self.fate, self.policy = county, fate, policy
        self.people = [Person(home) for home in county.homes]
        self.queue: list[tuple[float, int, str, int, int]] = []
        self.states: dict[int, State] = {}
        self.heard: Counter[tuple[str, int, bool]] = Counter()
        self.chances: Chances = unlearned()
        self.learned_on = 0
        self.serial = 0
        for number, wanted in enumerate(requests):
            start = from_clock(to_clock(wanted.minute, wanted.urgent), wanted.urgent)
            self._put(start, "open", number, -1)
        self.requests = requests

    def run(self) -> list[State]:
        """Every request to its end."""
        while self.queue:
            minute, _, what, number, person = heapq.heappop(self.queue)
            if what == "open":
                self._open(number, minute)
            elif what == "answer":
                self._answer(number, person, minute)
            elif minute == self.states[number].look and self._live(number, minute):
                self._ask(number, minute)
        return list(self.states.values())

    def _put(self, minute: float, what: str, number: int, person: int) -> None:
        self.serial += 1
        heapq.heappush(self.queue, (minute, self.serial, what, number, person))

    def _open(self, number: int, minute: float) -> None:
        wanted = self.requests[number]
        need = wanted.need(number, EPOCH)
        now = EPOCH + minute * MINUTE
        self._relearn(minute)
        order = self._order(need, now, minute)
        self.states[number] = State(wanted, need, tuple(p for p, _ in order), tuple(c for _, c in order))
        self._ask(number, minute)

    def _order(self, need: Need, now: datetime, minute: float) -> list[tuple[int, float]]:
        """Whom to ask, in order, with their chances to accept."""
        fit = [one for one in self.people if need.item in one.home.skills or need.category in one.home.skills]
        able = [who for who in (candidate(one, now, minute, REST) for one in fit) if not self._bars(need, who, now)]
        if self.policy == "nearest five":
            able.sort(key=lambda who: (minutes_between(who.area, who.point, need.area, need.point), who.person_id))
            return [(who.person_id, 0.0) for who in able[:5]]
        if self.policy == "everybody":
            return [(who.person_id, 0.0) for who in able]
        ranked = rank(need, able, now, chances=self.chances)
        tired = {who.person_id for who in able if who.rest_until is not None and who.rest_until > now}
        # Those who rest come last: asked only when there is no other hope.
        ranked.sort(key=lambda one: one.candidate.key[1] in tired)
        keys = [(one.candidate.key[1], one.chance) for one in ranked]
        return [(key, chance * (WEARY if key in tired else 1.0)) for key, chance in keys]

    def _bars(self, need: Need, who: Candidate, now: datetime) -> list[Refusal]:
        """Hard refusals but rest: the usual ways know no rest, and ours puts those who rest last."""
        return [one for one in eligible(need, who, now) if not one.soft and one.code is not RefusalCode.RESTING]

    def _live(self, number: int, minute: float) -> bool:
        state = self.states[number]
        return state.covered is None and minute < state.wanted.deadline

    def _ask(self, number: int, minute: float) -> None:
        state = self.states[number]
        urgent = state.wanted.urgent
        clock = to_clock(minute, urgent)
        end = to_clock(state.wanted.deadline, urgent)
        if self.policy != "ours":
            places: Sequence[int] = range(len(state.ranked)) if not state.offers else ()
        else:
            wave = next_wave(
                state.chances,
                asked=state.offers,
                now=EPOCH + clock * MINUTE,
                deadline=EPOCH + end * MINUTE,
                needed=people_needed(state.need),
                answer_delay=QUICK if urgent else DELAY,
            )
            places = wave.ask
            if clock + wave.wait / MINUTE < end:
                state.look = from_clock(clock + wave.wait / MINUTE, urgent) + 1e-3
                self._put(state.look, "look", number, -1)
        for place in places:
            self._offer(state, number, place, clock, minute)

    def _offer(self, state: State, number: int, place: int, clock: float, minute: float) -> None:
        person = self.people[state.ranked[place]]
        state.offers.append(Asked(place, EPOCH + clock * MINUTE))
        state.messages += 1
        mute = self.fate.ignores(person, number, minute)
        person.asked_at.append(minute)
        person.tired_from = minute
        wait = self.fate.delay(person, number) * (QUICK if state.wanted.urgent else DELAY).median / MINUTE
        says = not mute and self.fate.accepts(person, state.wanted, number)
        if not mute and (says or self.fate.speaks(person, number)):
            self._put(from_clock(clock + wait, state.wanted.urgent), "answer", number, place)

    def _answer(self, number: int, place: int, minute: float) -> None:
        state = self.states[number]
        if not self._live(number, minute):
            return
        person = self.people[state.ranked[place]]
        says = self.fate.accepts(person, state.wanted, number)
        if says and self._bars(
            state.need, candidate(person, EPOCH + minute * MINUTE, minute, 0.0), EPOCH + minute * MINUTE
        ):
            says = False
        at = next(i for i, one in enumerate(state.offers) if one.candidate == place)
        state.offers[at] = Asked(place, state.offers[at].at, says)
        if says:
            state.yes += 1
            person.take(state.need, EPOCH, minute)
        if state.yes >= people_needed(state.need):
            state.covered = minute
            self._close(state, minute)
        elif self.policy == "ours":
            self._ask(number, minute)

    def _close(self, state: State, minute: float) -> None:
        hour = int(minute // 60) % 24
        for one in state.offers:
            self.people[state.ranked[one.candidate]].answers.append(one.answer is True)
            self.heard[state.need.item, hour, one.answer is True] += 1

    def _relearn(self, minute: float) -> None:
        if self.policy == "ours" and minute // 1440 > self.learned_on and self.heard:
            self.learned_on = int(minute // 1440)
            self.chances = learn(
                Tally(item, hour, 0, count, count if yes else 0) for (item, hour, yes), count in self.heard.items()
            )


def run_county(seed: int, scale: float) -> None:
    """Print the month for ours and the two usual ways."""
    county = make_county(seed, scale)
    month = make_month(county, seed)
    rows = []
    for policy in ("ours", "everybody who can", "nearest five"):
        with CONSOLE.status(f"a month in the county: {policy}"):
            game = Month(county, month, Fate(seed), "everybody" if policy.startswith("every") else policy)
            rows.append(_line(policy, game.run(), game))
    title = (
        f"(c) a county of {len(county.homes)} volunteers in {county.teams} teams, {county.residents} residents, "
        f"{len(month)} requests in 30 days; seed {seed}"
    )
    heads = [
        "policy",
        "covered in time",
        "urgent",
        "median minutes",
        "messages/covered",
        "no task",
        "no message",
        "Gini messages",
    ]
    show_table(title, heads, rows)


def _line(policy: str, states: Sequence[State], game: Month) -> list[str]:
    done = [one for one in states if one.covered is not None]
    urgent = [one for one in states if one.wanted.urgent]
    waits = [one.covered - one.wanted.minute for one in done if one.covered is not None]
    messages = np.array([float(len(person.asked_at)) for person in game.people])
    tasks = np.array([len(person.busy) for person in game.people])
    return [
        policy,
        f"{len(done) / len(states):.3f}",
        f"{sum(one.covered is not None for one in urgent) / max(1, len(urgent)):.3f}",
        f"{np.median(waits):.0f}",
        f"{messages.sum() / max(1, len(done)):.1f}",
        f"{(tasks == 0).mean():.2f}",
        f"{(messages == 0).mean():.2f}",
        f"{gini(messages):.2f}",
    ]
