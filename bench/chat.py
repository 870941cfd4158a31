"""How many updates and whole conversations a second pass through chat server, poller, handler and commit, beside a bare echo.

`python -m bench.chat` runs, on SQLite and on PostgreSQL and on the same chat server, first a bot that is nothing but aiogram and an
echo, then ours. People are programs at the chat page, in a process of their own; each writes, waits for the answer, and writes
again. The server and the bot share a process, as with `python -m bot serve`. The ratio of updates a second is printed.
"""

import argparse
import asyncio
import multiprocessing
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import aiohttp

from bench.chat_people import Crowd
from bench.chat_server import Server, serve

GOAL = 0.35


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m bench.chat", description=__doc__)
    parser.add_argument("--people", type=int, default=40, help="how many write at the same time (40)")
    parser.add_argument("--messages", type=int, default=40, help="how many messages each writes (40)")
    parser.add_argument("--talks", type=int, default=8, help="how many whole conversations each has (8)")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    options = parser.parse_args(arguments)
    kinds = ("sqlite", "postgresql") if options.database == "both" else (options.database,)
    for kind in kinds:
        with _databases(kind) as (one, other):
            echo = asyncio.run(_measure(Server("echo", one, options.people), options))
            ours = asyncio.run(_measure(Server("ours", other, options.people), options))
        _report(kind, echo, ours)
    return 0


def _report(kind: str, echo: dict[str, float], ours: dict[str, float]) -> None:
    print(kind)
    print(f"  bare aiogram echo   {echo['updates']:7.0f} updates/s, {1000 * echo['cpu']:.2f} ms of CPU each")
    print(f"  Lianxin             {ours['updates']:7.0f} updates/s, {1000 * ours['cpu']:.2f} ms of CPU each")
    print(f"  whole conversations {ours['talks']:7.1f} a second, {ours['talk_updates']:.0f} updates/s in them")
    ratio, of_cpu = ours["updates"] / echo["updates"], echo["cpu"] / ours["cpu"]
    print(
        f"  ratio               {ratio:7.2f} of the echo's updates a second (goal {GOAL}); by CPU time {of_cpu:.2f}",
        flush=True,
    )


async def _measure(server: Server, options: argparse.Namespace) -> dict[str, float]:
    """Updates a second and conversations a second of one bot."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe()
    process = context.Process(target=serve, args=(server, theirs), daemon=True)
    process.start()
    url, bot_id = await asyncio.to_thread(mine.recv)
    async with AsyncExitStack() as stack:
        connector = aiohttp.TCPConnector(limit=0)
        session = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
        crowd = await Crowd.gather(session, url, bot_id, options.people, stack)
        await crowd.chat(5)  # statements are compiled and models built
        count, before = options.people * options.messages, _cpu(mine)
        found = {"updates": await _rate(crowd.chat(options.messages), count)}
        found["cpu"] = (_cpu(mine) - before) / count
        if server.bot == "ours":
            await crowd.talk(2)
            talks = options.people * options.talks
            found["talks"] = await _rate(crowd.talk(options.talks), talks)
            found["talk_updates"] = found["talks"] * crowd.updates_in_a_talk
    mine.send("stop")
    process.join(20)
    return found


def _cpu(pipe: Any) -> float:
    """The CPU time that the server's process has used, in seconds."""
    pipe.send("time")
    return float(pipe.recv())


async def _rate(work: Any, count: int) -> float:
    began = perf_counter()
    await work
    return count / (perf_counter() - began)


@contextmanager
def _databases(kind: str) -> Iterator[tuple[str, str]]:
    """Two fresh databases of a kind."""
    with tempfile.TemporaryDirectory() as folder:
        if kind == "sqlite":
            yield str(Path(folder) / "echo.db"), str(Path(folder) / "ours.db")
            return
        from tests.postgres import start_postgres

        with start_postgres(None) as server, server.fresh() as one, server.fresh() as other:
            yield server.url(one), server.url(other)


if __name__ == "__main__":
    sys.exit(main())
