"""Papers about service (证明): a personal statement and the official record, with what was fixed when they were issued.

(`models.person.Certificate` is another thing: a qualification that a volunteer has.)
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Row, link, values
from models.crypto import Sealed


class PaperKind(StrEnum):
    """`statement`: made by the program from the ledger. `official`: a venue's record, issued by a clerk or manager."""

    STATEMENT = "statement"
    OFFICIAL = "official"


class PaperState(StrEnum):
    """`asked`: a clerk has to issue it. `revoked`: it no longer holds, whoever has it in hand."""

    ASKED = "asked"
    ISSUED = "issued"
    REFUSED = "refused"
    REVOKED = "revoked"


P = PaperState
PAPER_MOVES: dict[PaperState, frozenset[PaperState]] = {
    P.ASKED: frozenset({P.ISSUED, P.REFUSED}),
    P.ISSUED: frozenset({P.REVOKED}),
    P.REFUSED: frozenset(),
    P.REVOKED: frozenset(),
}


class IdentityShown(StrEnum):
    """How much of the identity number is printed: none (the volunteer's number stands for it), its ends, or all."""

    NONE = "none"
    MASKED = "masked"
    WHOLE = "whole"


class Paper(Row):
    """A statement or record for the local days `first` to `last`. `facts` is what it states, as JSON, and `digest` its SHA-256."""

    __tablename__ = "paper"
    __table_args__ = (Index(None, "person_id", "asked_at"), Index(None, "venue_code", "state"))
    moves = PAPER_MOVES

    kind: Mapped[PaperKind] = mapped_column(values(PaperKind))
    state: Mapped[PaperState] = mapped_column(values(PaperState))
    person_id: Mapped[int] = mapped_column(link("person.id"))
    venue_code: Mapped[str] = mapped_column(link("venue.code"))
    number: Mapped[str | None] = mapped_column(unique=True)
    first: Mapped[date]
    last: Mapped[date]
    language: Mapped[str]
    identity_sealed: Mapped[bytes | None]
    identity_shown: Mapped[IdentityShown] = mapped_column(values(IdentityShown), default=IdentityShown.NONE)
    facts_sealed: Mapped[bytes | None]
    digest: Mapped[bytes | None]
    reason_sealed: Mapped[bytes | None]  # why it was refused or revoked
    asked_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    issued_by: Mapped[int | None] = mapped_column(link("person.id"))
    ended_at: Mapped[datetime | None]  # when it was refused or revoked
    ended_by: Mapped[int | None] = mapped_column(link("person.id"))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
    identity = Sealed()
    facts = Sealed()
    reason = Sealed()


class CorrectionState(StrEnum):
    """`done`: the entry was reversed and entered again, or the paper revoked."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"


C = CorrectionState
CORRECTION_MOVES: dict[CorrectionState, frozenset[CorrectionState]] = {
    C.OPEN: frozenset({C.DONE, C.REFUSED}),
    C.DONE: frozenset(),
    C.REFUSED: frozenset(),
}


class Correction(Row):
    """What a volunteer says is wrong with an entry or a paper of theirs, and what the clerk answered; both see it."""

    __tablename__ = "correction"
    __table_args__ = (
        Index(None, "person_id", "asked_at"),
        Index(None, "venue_code", "state"),
        CheckConstraint("(entry_id IS NULL) <> (paper_id IS NULL)", name="one_thing"),
    )
    moves = CORRECTION_MOVES

    person_id: Mapped[int] = mapped_column(link("person.id"))
    venue_code: Mapped[str] = mapped_column(link("venue.code"))
    entry_id: Mapped[int | None] = mapped_column(link("entry.id"))
    paper_id: Mapped[int | None] = mapped_column(link("paper.id"))
    claim_id: Mapped[int | None] = mapped_column(link("claim.id"))  # the minutes as they were entered again
    state: Mapped[CorrectionState] = mapped_column(values(CorrectionState), default=CorrectionState.OPEN)
    words_sealed: Mapped[bytes | None]
    answer_sealed: Mapped[bytes | None]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(link("person.id"))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
    words = Sealed()
    answer = Sealed()
