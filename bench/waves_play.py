"""One month in the demo county, played with one policy (see `bench.waves_county`)."""

import heapq
import itertools
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bench.waves_land import Call, County, Fate
from matching.chance import Chances, Prior, Tally, learn
from matching.eligible import allowed, eligible, eligible_team, people_needed
from matching.plain import Asked, Busy, Candidate, Refusal, RefusalCode, TeamCandidate
from matching.rank import Ranked, rank
from matching.waves import AnswerDelay, learn_delay
from models.area import VenueLevel
from models.offer import Offer, OfferState
from services.candidates import at_level, one_each, team_for
from services.chances import ENOUGH, USUAL
from services.dispatch import SHORTEST_WAIT, next_few
from services.quiet import add_waking, after_quiet, waking_between

POLICIES = ("ours", "everybody who can", "best five", "random five")
FIVE = 5


@dataclass(slots=True)
class Member:
    """A volunteer in one run of the month."""

    busy: list[Busy] = field(default_factory=list)
    helped: dict[int, datetime] = field(default_factory=dict)
    asked: int = 0
    said_yes: int = 0
    messages: int = 0
    last_asked: datetime | None = None


@dataclass(slots=True)
class State:
    """A request on its way: its offers by the person asked, how many said yes, when it was covered, when to look again."""

    call: Call
    offers: dict[int, Offer] = field(default_factory=dict)
    yes: int = 0
    covered: datetime | None = None
    look: datetime | None = None


class Month:
    """A month played out with one policy."""

    def __init__(self, county: County, fate: Fate, policy: str) -> None:
        self.county, self.fate, self.policy, self.settings = county, fate, policy, county.work.settings
        self.members: defaultdict[int, Member] = defaultdict(Member)
        self.states = [State(call) for call in county.calls]
        self.heard: Counter[tuple[str, int, bool]] = Counter()
        self.learned: tuple[Chances, object] = (learn([], Prior(self.settings.offers.accept_prior)), None)
        self.answered: list[float] = []
        self.silent: list[float] = []
        self.delay: tuple[AnswerDelay | None, object] = (None, None)
        self.open_by_team: Counter[int | None] = Counter()
        self.serial = itertools.count()
        self.events: list[tuple[datetime, int, str, int, int]] = []
        for state in self.states:
            self._put(self._awake(state.call, state.call.filed), "ask", state)

    def run(self) -> "Month":
        """Every request to its end."""
        while self.events:
            now, _, what, number, person = heapq.heappop(self.events)
            state = self.states[number]
            if what == "end":
                self._close(state)
            elif state.covered is None and now < state.call.limit:
                if what == "answer":
                    self._answer(state, person, now)
                elif state.look in (None, now):
                    self._ask(state, now)
        return self

    def _put(self, at: datetime, what: str, state: State, person: int = 0) -> None:
        heapq.heappush(self.events, (at, next(self.serial), what, state.call.number, person))

    def _awake(self, call: Call, at: datetime) -> datetime:
        quiet = self.settings.quiet
        return at if call.urgent else after_quiet(at, quiet.start, quiet.end, self.county.work.zone)

    def _later(self, call: Call, now: datetime, wait: timedelta) -> datetime:
        quiet = self.settings.quiet
        return now + wait if call.urgent else add_waking(now, wait, quiet.start, quiet.end, self.county.work.zone)

    def _ask(self, state: State, now: datetime) -> None:
        if state.look is None:
            self._put(state.call.limit, "end", state)
        chosen, wait = self._choose(state, now)
        for one in chosen:
            self._offer(state, one, now)
        state.look = self._later(state.call, now, max(SHORTEST_WAIT, wait))
        if self.policy == "ours":
            self._put(state.look, "ask", state)

    def _choose(self, state: State, now: datetime) -> tuple[Sequence[Ranked], timedelta]:
        call, forever = state.call, timedelta(days=365)
        ranked = self._ranked(state, now)
        if self.policy == "best five":
            return ranked[:FIVE], forever
        if self.policy == "random five":
            return sorted(ranked, key=lambda one: self.fate.draw(*one.candidate.key, call.number, "lot"))[
                :FIVE
            ], forever
        if self.policy != "ours" or not ranked:
            return ranked, forever
        work = replace(self.county.work, now=now)
        return next_few(work, call.request, call.service, ranked, list(state.offers.values()), self._delay(now))

    def _ranked(self, state: State, now: datetime) -> list[Ranked]:
        """Who may be asked, from the request's level upwards, best first in each (as `services.dispatch.candidates_for`)."""
        need, rules = state.call.need, self.county.rules
        everybody = [self._today(who, state, now) for who in self.county.crowd[need.item]]
        able = {
            (who.person_id, who.team_id) for who in everybody if allowed(self._bars(eligible(need, who, now, rules)))
        }
        pools: list[tuple[list[Candidate], list[TeamCandidate]]] = []
        level: VenueLevel | None = state.call.request.level
        while level is not None:
            near = [who for who in everybody if at_level(need, who, level)]
            people = one_each([who for who in near if (who.person_id, who.team_id) in able])
            pools.append((people, self._teams(state, near, now) if people_needed(need, rules) > 1 else []))
            level = level.above
        by_team = people_needed(need, rules) > 1 and any(teams for _, teams in pools)
        found: dict[tuple[str, int], Ranked] = {}
        for people, teams in pools:
            new = [who for who in (teams if by_team else people) if who.key not in found]
            ranked = rank(need, new, now, self.county.weights, self._chances(now))
            found |= {one.candidate.key: one for one in ranked}
        return list(found.values())

    def _bars(self, found: Sequence[Refusal]) -> Sequence[Refusal]:
        return found if self.policy == "ours" else [one for one in found if one.code is not RefusalCode.RESTING]

    def _today(self, who: Candidate, state: State, now: datetime) -> Candidate:
        member = self.members[who.person_id]
        start = state.call.start
        monday = start - timedelta(days=start.weekday(), hours=start.hour, minutes=start.minute)
        rest = timedelta(hours=self.settings.offers.rest_hours)
        return replace(
            who,
            busy=tuple(member.busy),
            minutes_this_week=sum(
                _length(one) for one in member.busy if monday <= one.start < monday + timedelta(days=7)
            ),
            rest_until=member.last_asked + rest if member.last_asked else None,
            minutes_90_days=sum(_length(one) for one in member.busy if one.end <= now),
            answers=Asked(member.asked, member.said_yes),
            last_served=member.helped.get(state.call.request.resident_id),
            asked_before=frozenset({state.call.need.request_id}) if who.person_id in state.offers else frozenset(),
        )

    def _teams(self, state: State, near: Sequence[Candidate], now: datetime) -> list[TeamCandidate]:
        need, rules, members = state.call.need, self.county.rules, defaultdict(list)
        for who in near:
            members[who.team_id].append(who)
        found = []
        for team_id, team in self.county.teams.items():
            fits = need.item in team.skills or need.category in team.skills
            if not fits or team_id not in members or team.captain_id in (None, need.resident_id, *state.offers):
                continue
            one = team_for(now, need, team, members[team_id], rules)
            one = replace(one, open_offers=self.open_by_team[team_id])
            if allowed(eligible_team(need, one, now, rules)):
                found.append(one)
        return found

    def _offer(self, state: State, one: Ranked, now: datetime) -> None:
        who, number = one.candidate, state.call.number
        person, team = (who.captain_id, who.team_id) if isinstance(who, TeamCandidate) else (who.person_id, None)
        member = self.members[person]
        state.offers[person] = Offer(
            person_id=person, team_id=team, state=OfferState.SENT, sent_at=now, chance=one.chance
        )
        self.open_by_team[team] += 1
        days = (now - member.last_asked) / timedelta(days=1) if member.last_asked else None
        if self.fate.answers(person, number, days):
            minutes = timedelta(minutes=self.fate.minutes(person, number))
            self._put(self._later(state.call, now, minutes), "answer", state, person)
        member.messages += 1
        if team is None:
            member.last_asked = now

    def _answer(self, state: State, person: int, now: datetime) -> None:
        offer = state.offers[person]
        self.answered.append(self._awake_minutes(offer, now))
        crew: list[int] = []
        if self.fate.accepts(person, state.call.number, offer.team_id is not None):
            crew = self._crew(state, offer, now)
        self._heard(state, offer, bool(crew))
        for one in crew:
            self._promise(state, one)
        state.yes += len(crew)
        if state.yes >= (state.call.need.people if offer.team_id is None else 1):
            state.covered = now
            open_still = [one for one in state.offers.values() if one.state is OfferState.SENT]
            self.silent += [self._awake_minutes(one, now) for one in open_still]
        elif not any(one.state is OfferState.SENT for one in state.offers.values()) and self.policy == "ours":
            state.look = now
            self._ask(state, now)

    def _crew(self, state: State, offer: Offer, now: datetime) -> list[int]:
        """Who goes: the one asked, or those whom the captain names, if they still can."""
        need, rules = state.call.need, self.county.rules
        rested = [
            replace(self._today(who, state, now), rest_until=None, asked_before=frozenset())
            for who in self.county.crowd[need.item]
            if (who.team_id == offer.team_id if offer.team_id else who.person_id == offer.person_id)
        ]
        can = {who.person_id for who in rested if allowed(eligible(need, who, now, rules))}
        if offer.team_id is None:
            return sorted(can)
        number, needed = state.call.number, people_needed(need, rules)
        named = sorted(can, key=lambda one: self.fate.draw(one, number, "named"))[:needed]
        return named if len(named) == needed else []

    def _promise(self, state: State, person: int) -> None:
        need, start = state.call.need, state.call.start
        member = self.members[person]
        member.busy.append(Busy(start, start + timedelta(minutes=need.minutes), need.area, need.point))
        member.helped[state.call.request.resident_id] = start

    def _heard(self, state: State, offer: Offer, said_yes: bool) -> None:
        offer.state = OfferState.ACCEPTED if said_yes else OfferState.DECLINED
        self.open_by_team[offer.team_id] -= 1
        member, hour = self.members[offer.person_id], offer.sent_at.astimezone(self.county.work.zone).hour
        member.asked, member.said_yes = member.asked + 1, member.said_yes + said_yes
        self.heard[state.call.need.item, hour, said_yes] += 1

    def _close(self, state: State) -> None:
        """The limit: silence counts as a no where the request was not filled before."""
        for offer in state.offers.values():
            if offer.state is OfferState.SENT and state.covered is None:
                self.silent.append(self._awake_minutes(offer, state.call.limit))
                self._heard(state, offer, False)
            elif offer.state is OfferState.SENT:
                self.open_by_team[offer.team_id] -= 1

    def _awake_minutes(self, offer: Offer, now: datetime) -> float:
        quiet = self.settings.quiet
        return waking_between(offer.sent_at, now, quiet.start, quiet.end, self.county.work.zone) / timedelta(minutes=1)

    def _delay(self, now: datetime) -> AnswerDelay | None:
        """How long people take to answer, as `services.chances.delay_now`, looked at again every day."""
        if self.delay[1] != now.date() and len(self.answered) >= ENOUGH:
            self.delay = (learn_delay(self.answered, self.silent, USUAL[False]), now.date())
        return self.delay[0]

    def _chances(self, now: datetime) -> Chances:
        """What was learned from the answers so far, looked at again every day."""
        if self.learned[1] != now.date():
            found = [
                Tally(item, hour, 0, count, count if yes else 0) for (item, hour, yes), count in self.heard.items()
            ]
            self.learned = (learn(found, Prior(self.settings.offers.accept_prior)), now.date())
        return self.learned[0]


def _length(busy: Busy) -> int:
    return int((busy.end - busy.start) / timedelta(minutes=1))
