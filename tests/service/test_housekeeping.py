"""What is old is let go of, and nothing else."""

from datetime import timedelta

from sqlalchemy import select

from models.outbox import Outbox, OutboxState
from models.update import Answer, Conversation, ProcessedUpdate
from services.housekeeping import tidy_up
from services.outbox import tell
from services.work import clock_work
from tests.county import Place


async def test_old_conversations_updates_and_contents_go(place: Place) -> None:
    person_id = await place.person("王秀英")
    for days in (0, 2, 8, 40):
        at = place.clock() - timedelta(days=days)
        async with place.database.begin() as session:
            session.add(Conversation(bot_id=1, chat_id=days, user_id=days, state="x", data={}, at=at))
            session.add(ProcessedUpdate(bot_id=1, update_id=days, at=at))
            session.add(Answer(bot_id=1, update_id=days, chat_id=days, at=at))
            await tell(clock_work(session, at, place.settings), person_id, "test", f"{days}", days=days)
            await tell(clock_work(session, at, place.settings), person_id, "test", f"queued {days}", days=days)
    async with place.database.begin() as session:
        for row in await session.scalars(select(Outbox).where(~Outbox.dedup_key.startswith("queued"))):
            row.state = OutboxState.SENT
    await place.tick(tidy_up)
    async with place.database.read() as session:
        assert set(await session.scalars(select(Conversation.chat_id))) == {0, 2}
        assert set(await session.scalars(select(ProcessedUpdate.update_id))) == {0, 2}
        assert set(await session.scalars(select(Answer.update_id))) == {0}
        rows = {row.dedup_key.partition(">")[0]: row.ids for row in await session.scalars(select(Outbox))}
    assert rows == {
        "0": {"days": 0}, "2": {"days": 2}, "8": {"days": 8}, "40": {},
        "queued 0": {"days": 0}, "queued 2": {"days": 2}, "queued 8": {"days": 8}, "queued 40": {"days": 40},
    }  # fmt: skip
