"""Compute every digest, chain and balance of the hours ledger again, and name the first row that does not fit."""

import argparse

NAME, HELP = "verify-ledger", "prove that the hours ledger is as it was written"


def add(parser: argparse.ArgumentParser) -> None:
    """Whether to show progress, and the demo's keys."""
    parser.add_argument("--quiet", action="store_true", help="show no progress bar")
    parser.add_argument("--demo", action="store_true", help="use the demo's keys")


def run(options: argparse.Namespace) -> int:
    """Print what was proved; 1 where something does not fit."""
    import asyncio

    from rich.progress import Progress

    from bot.ground import prepare, stand
    from services.hours.verify import Proof, count_entries, verify

    async def main() -> Proof:
        settings = prepare(options.settings, demo=options.demo, keys=False)
        async with stand(settings) as ground, ground.database.read() as session:
            with Progress(disable=options.quiet) as progress:
                task = progress.add_task("entries", total=await count_entries(session))
                return await verify(session, lambda count: progress.advance(task, count))

    proof = asyncio.run(main())
    if proof.fault is not None:
        print(f"NOT AS IT WAS WRITTEN: {proof.fault.what}")  # noqa: T201 - the command's result
        return 1
    print(  # noqa: T201 - the command's result
        f"{proof.entries} entries in {proof.chains} chains and {proof.roots} daily roots: all digests and balances fit"
    )
    return 0
