"""What the outbox says about papers, corrections and stars: loaders that read the truth at the time of sending."""

from typing import Any

from models.certificate import Correction, CorrectionState, Paper, PaperState
from models.scope import unscoped
from models.star import Star, StarState
from services.certificates.cards import fix_card, paper_card, star_card
from services.notices import Context, loader
from services.work import Work


@loader("paper_asked")
@unscoped("a record that the recipient may issue")
async def _asked(work: Work, ids: dict[str, Any]) -> Context | None:
    paper = await work.session.get(Paper, ids["paper"])
    return {"paper": await paper_card(work, paper)} if paper is not None and paper.state is PaperState.ASKED else None


@loader("paper_issued", "paper_refused", "paper_revoked")
@unscoped("the recipient's own paper")
async def _paper(work: Work, ids: dict[str, Any]) -> Context | None:
    paper = await work.session.get(Paper, ids["paper"])
    return None if paper is None else {"paper": await paper_card(work, paper)}


@loader("fix_wanted")
@unscoped("a correction that the recipient may answer")
async def _wanted(work: Work, ids: dict[str, Any]) -> Context | None:
    fix = await work.session.get(Correction, ids["correction"])
    return {"fix": await fix_card(work, fix)} if fix is not None and fix.state is CorrectionState.OPEN else None


@loader("fix_answered")
@unscoped("the recipient's own correction")
async def _answered(work: Work, ids: dict[str, Any]) -> Context | None:
    fix = await work.session.get(Correction, ids["correction"])
    return None if fix is None else {"fix": await fix_card(work, fix)}


@loader("star_asked", "star_objected")
@unscoped("a star that the recipient may decide about")
async def _published(work: Work, ids: dict[str, Any]) -> Context | None:
    star = await work.session.get(Star, ids["star"])
    return {"star": await star_card(work, star)} if star is not None and star.state is StarState.PUBLISHED else None


@loader("star_granted", "star_refused", "star_answered")
@unscoped("the recipient's own star, or one to which they objected")
async def _decided(work: Work, ids: dict[str, Any]) -> Context | None:
    star = await work.session.get(Star, ids["star"])
    return None if star is None else {"star": await star_card(work, star)}
