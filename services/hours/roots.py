"""The daily root: one hash over the heads of all chains, for the public board; whoever noted it can tell later changes."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from models.hours import Chain, LedgerRoot
from models.ledger import GENESIS
from services.work import Work


def root_of(previous: bytes, heads: Mapping[str, list[Any]]) -> bytes:
    """SHA-256 over the root of the day before and each chain's code, number and digest, in the order of codes."""
    text = "\n".join(f"{code} {seq} {digest}" for code, (seq, digest) in sorted(heads.items()))
    return hashlib.sha256(previous + text.encode()).digest()


async def keep_root(work: Work) -> LedgerRoot | None:
    """Keep the root of the county's day that has ended; None where there is one already."""
    day = str((work.now.astimezone(work.zone) - timedelta(days=1)).date())
    if await work.session.get(LedgerRoot, day) is not None:
        return None
    chains = await work.session.scalars(select(Chain).where(Chain.seq > 0).order_by(Chain.code))
    heads: dict[str, list[Any]] = {one.code: [one.seq, one.digest.hex()] for one in chains}
    last = await work.session.scalar(select(LedgerRoot).order_by(LedgerRoot.day.desc()).limit(1))
    previous = last.root if last else GENESIS
    kept = LedgerRoot(
        day=day,
        at=work.now,
        entries=sum(seq for seq, _ in heads.values()),
        heads=heads,
        previous=previous,
        root=root_of(previous, heads),
    )
    work.session.add(kept)
    return kept


async def newest_root(work: Work) -> LedgerRoot | None:
    """The newest root, for the public board."""
    newest = select(func.max(LedgerRoot.day)).scalar_subquery()
    return await work.session.scalar(select(LedgerRoot).where(LedgerRoot.day == newest))
