"""Running the parts of a process together until it is told to stop, and stopping them without losing what they do."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from typing import Protocol


class Part(Protocol):
    """A part of the process. `run` ends some time after `stop`, when what was begun is finished."""

    async def run(self) -> None:
        """Work until stopped."""

    def stop(self) -> None:
        """Begin nothing new."""


async def together(parts: Sequence[Part], ready: Callable[[], None]) -> None:
    """Run the parts until SIGTERM or SIGINT; a second signal ends the process at once.

    Raises:
        ExceptionGroup: a part failed; the others were cancelled.
    """
    stopping = asyncio.Event()
    _on_signals(stopping)
    async with asyncio.TaskGroup() as tasks:
        for part in parts:
            tasks.create_task(part.run(), name=type(part).__name__)
        ready()
        await stopping.wait()
        for part in parts:
            part.stop()


def _on_signals(stopping: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    signals = (signal.SIGTERM, signal.SIGINT)

    def stop() -> None:
        stopping.set()
        for number in signals:
            loop.remove_signal_handler(number)

    for number in signals:
        loop.add_signal_handler(number, stop)
