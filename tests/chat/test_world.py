"""The harness itself: a first conversation over the Bot API, through poller, edge, outbox and delivery."""

from tests.chat.world import World


async def test_somebody_new_is_welcomed(world: World) -> None:
    newcomer = await world.newcomer("王秀英")
    (welcome,) = await newcomer.say("/start")
    assert welcome.buttons
    await newcomer.press(welcome.buttons[0][0])
    assert len(newcomer.messages) > 1
    assert (await world.owed()) == (0, 2)
