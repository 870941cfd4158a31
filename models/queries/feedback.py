"""Feedback of requests that the caller may read."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.feedback import Feedback
from models.scope import unscoped


@unscoped("the use cases that rate a request already checked")
async def feedback_of(session: AsyncSession, request_id: int) -> Feedback | None:
    """The answers to a request's three questions, as far as they were given."""
    return await session.scalar(select(Feedback).where(Feedback.request_id == request_id))
