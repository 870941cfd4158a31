"""What a use case works with: the session of its transaction, the time, who acts, and the settings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from config import Settings
from models.grant import Actor

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Work:
    """One transaction's surroundings. `now` is aware UTC and stands still for the whole transaction."""

    session: AsyncSession
    now: datetime
    settings: Settings
    actor: Actor

    @property
    def zone(self) -> ZoneInfo:
        """The county's local time."""
        return self.settings.county.tz

    @property
    def me(self) -> int:
        """The id of the person who acts; 0 for the clock."""
        return self.actor.person_id


def clock_work(session: AsyncSession, now: datetime, settings: Settings) -> Work:
    """The surroundings of what the clock does: nobody acts, and nothing is shown to anybody."""
    return Work(session, now, settings, Actor(0, settings.county.code))


class Refusal(Exception):
    """A use case cannot be done, for a reason that the person is told: `template` names `chat/refused/<template>.j2`."""

    def __init__(self, template: str, **context: object) -> None:
        super().__init__(template)
        self.template, self.context = template, context
