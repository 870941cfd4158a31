"""Take in the official calendar of a year: days off and make-up working days (调休), from a TOML table."""

import argparse
from pathlib import Path

NAME, HELP = "holidays", "take in a table of official days off and make-up working days"


def add(parser: argparse.ArgumentParser) -> None:
    """The table."""
    parser.add_argument(
        "file", type=Path, help='a TOML file: [2027], off = ["2027-02-05/2027-02-11"], work = ["2027-01-30"]'
    )


def run(options: argparse.Namespace) -> None:
    """Store it and say which years."""
    import asyncio

    from bot.errors import CommandError
    from bot.ground import prepare, stand
    from language.calendar import CalendarError, Year, read_table
    from services.holidays import store

    async def main(years: dict[int, Year]) -> None:
        settings = prepare(options.settings, keys=False)
        async with stand(settings) as ground, ground.database.begin() as session:
            await store(session, years, ground.clock())

    try:
        years = read_table(options.file.read_text(encoding="utf-8"))
    except (CalendarError, OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{options.file}: {error}") from error
    asyncio.run(main(years))
    for year in sorted(years):
        print(f"{year}: {len(years[year].off)} days off, {len(years[year].work)} make-up working days")  # noqa: T201
