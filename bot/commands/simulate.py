"""Play some days of the demo county through the real use cases, with a turned clock, and write the weekly summary."""

import argparse
from pathlib import Path

NAME, HELP = "simulate", "play a week of the demo county with a turned clock and write its summary"


def add(parser: argparse.ArgumentParser) -> None:
    """How long, which chance, and where to write."""
    parser.add_argument("--days", type=int, default=7, help="days to play, 1 to 370 (7)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed plays the same days (1)")
    parser.add_argument("--requests", type=float, default=24, help="requests a day on average (24)")
    parser.add_argument(
        "--out", type=Path, required=True, help="a folder for the database and the summary; made where it is missing"
    )


def run(options: argparse.Namespace) -> None:
    """Play, and say what happened."""
    import asyncio

    from bot.errors import CommandError
    from bot.simulation import simulate

    if not 1 <= options.days <= 370:
        raise CommandError("--days must be 1 to 370")
    if not 0 < options.requests <= 2000:
        raise CommandError("--requests must be more than 0 and at most 2000")
    counts = asyncio.run(simulate(options.settings, options.out, options.days, options.seed, options.requests))
    print(  # noqa: T201 - the command's result
        f"{options.days} days: {counts.filed} requests, {counts.accepted} accepted, {counts.declined} declined, "
        f"{counts.served} visits served, {counts.rated} rated; written to {options.out}"
    )
