"""What is unusual about minutes: noticed by rules that anybody can read, scored, explained by numbers, decided by people.

A finding accuses nobody. From `hours.hold_score` on, added up, the minutes wait for a manager; below that they are only listed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from matching.plain import Point
from matching.travel import minutes_between
from models.anomaly import Anomaly, AnomalyKind
from models.area import area
from models.claim import Claim
from models.hours import Entry
from models.queries.hours import Span, decided_count, spans, typed_spans
from models.request import Request
from models.scope import unscoped
from services.work import Work

K = AnomalyKind
SCORES = {
    K.NO_REQUEST: 40,
    K.AFTER_THE_FACT: 40,
    K.TYPED_AT_ONCE: 60,
    K.SPLIT: 60,
    K.ONE_APPROVER: 40,
    K.SAME_PAIR: 30,
    K.IMPOSSIBLE_TRAVEL: 60,
    K.TOO_MUCH: 60,
    K.OVERLAP: 80,
    K.OBJECTION: 60,
}
AROUND = timedelta(hours=6)
MONTH = timedelta(days=30)
OFTEN = 20  # services of one volunteer for one resident in 30 days
AT_ONCE = timedelta(minutes=10)
PARTS = 3
GAP = timedelta(minutes=30)
TOLERANCE = 0.5  # the share of the usual travel time below which a way cannot have been made


@dataclass(frozen=True, slots=True)
class Finding:
    """Something unusual, with the numbers that explain it."""

    kind: AnomalyKind
    facts: dict[str, Any]

    @property
    def score(self) -> int:
        """How unusual it is, 1 to 100."""
        return SCORES[self.kind]


@unscoped("minutes that are entered: what is unusual about them")
async def findings(work: Work, claim: Claim) -> list[Finding]:
    """Everything unusual about minutes that are about to be entered."""
    request = await work.session.get(Request, claim.request_id) if claim.request_id else None
    day, tomorrow = _day(work, claim.start)
    around = await spans(
        work.session, claim.person_id, min(day, claim.start - AROUND), max(tomorrow, claim.end + AROUND), but=claim.id
    )
    found = [
        *_about_request(claim, request),
        *_about_day(work, claim, [one for one in around if day <= one.start < tomorrow]),
        *(Finding(K.OVERLAP, {}) for one in around if one.start < claim.end and one.end > claim.start),
        *await _about_travel(work, claim, request, around),
        *await _about_typing(work, claim),
        *await _about_pair(work, claim, request),
    ]
    return list({one.kind: one for one in found}.values())


def keep(work: Work, found: Sequence[Finding], about: Claim | Entry) -> None:
    """Write down what was noticed about a claim or an entry."""
    for one in found:
        work.session.add(
            Anomaly(
                key=f"{one.kind.value}:{about.id}",
                kind=one.kind,
                person_id=about.person_id,
                chain=about.chain,
                claim_id=about.id if isinstance(about, Claim) else None,
                entry_id=about.id if isinstance(about, Entry) else None,
                score=one.score,
                facts=one.facts,
                at=work.now,
            )
        )


async def note_approver(work: Work, chain: str) -> None:
    """Notice that the actor has approved very many in a day; a manager hears of it once that day."""
    count = await decided_count(work.session, work.me, work.now - timedelta(days=1))
    if count != work.settings.hours.many_approvals:
        return
    work.session.add(
        Anomaly(
            key=f"{K.ONE_APPROVER.value}:{work.me}:{work.now.astimezone(work.zone).date()}",
            kind=K.ONE_APPROVER,
            person_id=work.me,
            chain=chain,
            score=SCORES[K.ONE_APPROVER],
            facts={"count": count},
            at=work.now,
        )
    )


def _about_request(claim: Claim, request: Request | None) -> list[Finding]:
    if request is None:
        return [Finding(K.NO_REQUEST, {})]
    found = []
    if request.created_at > claim.start and not request.danger:
        found.append(Finding(K.AFTER_THE_FACT, {"minutes": _minutes(request.created_at - claim.start)}))
    typed = claim.attendance_id is None and claim.entered_by != claim.person_id
    if typed and claim.entered_at - request.created_at < AT_ONCE:
        found.append(Finding(K.TYPED_AT_ONCE, {"minutes": _minutes(claim.entered_at - request.created_at)}))
    return found


def _about_day(work: Work, claim: Claim, day: Sequence[Span]) -> list[Finding]:
    total = claim.minutes + sum(one.minutes for one in day)
    cap = work.settings.hours.daily_cap_minutes
    return [Finding(K.TOO_MUCH, {"minutes": total, "cap": cap})] if total > cap else []


async def _about_travel(work: Work, claim: Claim, request: Request | None, around: Sequence[Span]) -> list[Finding]:
    here = request.area_code if request else claim.chain
    found = []
    for one in around:
        gap = _minutes(claim.start - one.end if one.end <= claim.start else one.start - claim.end)
        if one.area_code == here or gap < 0:
            continue
        travel = minutes_between(one.area_code, await _point(work, one.area_code), here, await _point(work, here))
        if gap < travel * TOLERANCE:
            found.append(Finding(K.IMPOSSIBLE_TRAVEL, {"minutes": gap, "travel": round(travel)}))
    return found


async def _about_typing(work: Work, claim: Claim) -> list[Finding]:
    """Several short pieces by one hand, one right after the other, where one long piece was meant."""
    if claim.attendance_id is not None:
        return []
    typed = await typed_spans(work.session, claim.person_id, claim.entered_by, work.now - timedelta(days=1))
    near = [one for one in typed if one.start - claim.end <= GAP and claim.start - one.end <= GAP]
    chained = [one for one in typed if any(one.start - n.end <= GAP and n.start - one.end <= GAP for n in near)]
    if len(chained) + 1 < PARTS:
        return []
    return [Finding(K.SPLIT, {"parts": len(chained) + 1, "minutes": claim.minutes + sum(n.minutes for n in chained)})]


async def _about_pair(work: Work, claim: Claim, request: Request | None) -> list[Finding]:
    if request is None:
        return []
    month = await spans(work.session, claim.person_id, claim.start - MONTH, claim.start, but=claim.id)
    same = sum(one.resident_id == request.resident_id for one in month)
    return [Finding(K.SAME_PAIR, {"count": same + 1, "days": MONTH.days})] if same + 1 >= OFTEN else []


async def _point(work: Work, code: str) -> Point | None:
    found = await area(work.session, code)
    return Point(found.lat, found.lon) if found and found.lat is not None and found.lon is not None else None


def _day(work: Work, at: datetime) -> tuple[datetime, datetime]:
    start = at.astimezone(work.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return start, start + timedelta(days=1)


def _minutes(delta: timedelta) -> int:
    return int(delta.total_seconds() // 60)
