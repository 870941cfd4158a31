"""Letting go of what is no longer needed: old conversations, the numbers of old updates, and the contents of old messages."""

from datetime import timedelta

from sqlalchemy import delete, update

from models.job import JobSlot
from models.outbox import Outbox, OutboxState
from models.update import Answer, Conversation, ProcessedUpdate
from services.managing.signing import forget_old
from services.work import Work

CONVERSATION = timedelta(days=7)  # a question that nobody answered for so long is forgotten
UPDATE = timedelta(days=3)  # Telegram hands an update out again for one day at most
ANSWER = timedelta(days=1)  # an answer that could not be sent for so long answers nothing any more
SLOT = timedelta(days=7)
WINDOW = timedelta(days=30)  # how far back contents are looked for; earlier ones were emptied long ago
OVER = (OutboxState.SENT, OutboxState.FAILED, OutboxState.EXPIRED, OutboxState.DROPPED, OutboxState.UNKNOWN)


async def tidy_up(work: Work) -> None:
    """Delete or empty what has passed its time; rows of the outbox stay, so that nothing is told twice."""
    session, now = work.session, work.now
    await session.execute(delete(Conversation).where(Conversation.at < now - CONVERSATION))
    await session.execute(delete(Answer).where(Answer.at < now - ANSWER))
    await session.execute(delete(ProcessedUpdate).where(ProcessedUpdate.at < now - UPDATE))
    await session.execute(delete(JobSlot).where(JobSlot.at < now - SLOT))
    await forget_old(session, now)
    old = now - timedelta(days=work.settings.delivery.keep_days)
    await session.execute(
        update(Outbox)
        .where(Outbox.created_at < old, Outbox.created_at >= old - WINDOW, Outbox.state.in_(OVER))
        .values(ids={}, message_id=None)
    )
