"""Calendar feeds: a secret address at which somebody's or a team's services can be read. Only the token's hash is kept."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Row, link


class Feed(Row):
    """A feed of the services of a person, or of a team that they lead, until it is revoked."""

    __tablename__ = "feed"

    person_id: Mapped[int] = mapped_column(link("person.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(link("team.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
