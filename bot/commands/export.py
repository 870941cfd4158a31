"""Write all records of an area as a workbook or as JSON, by the elements of MZ/T 061. Who ran it is recorded."""

import argparse
from pathlib import Path

NAME, HELP = "export", "write all records of an area as XLSX or JSON, by the national elements"


def add(parser: argparse.ArgumentParser) -> None:
    """Which area, where to, and whether numbers are written out."""
    parser.add_argument("--area", help="the area's code: 6, 9 or 12 digits (the county of the settings)")
    parser.add_argument("--out", type=Path, required=True, help="the file to write; its name ends in .xlsx or .json")
    parser.add_argument(
        "--unmasked", action="store_true", help="write out phones, certificate numbers and people's own words"
    )
    parser.add_argument("--quiet", action="store_true", help="show no progress bar")
    parser.add_argument("--demo", action="store_true", help="use the demo's keys")


def run(options: argparse.Namespace) -> None:
    """Write it, and say how much."""
    import asyncio

    from rich.progress import Progress

    from bot.commands._operator import digest_of, operator
    from bot.errors import CommandError
    from bot.ground import Ground, prepare, stand
    from models.area import area
    from models.grant import whoever_runs_the_command
    from services.exchange.gathering import Gathering
    from services.exchange.loading import note_export, note_written
    from services.exchange.writing import KINDS, write
    from services.work import Work

    if options.out.suffix.lower() not in KINDS:
        raise CommandError("the name of --out must end in .xlsx or .json")

    async def export(ground: Ground, code: str) -> dict[str, int]:
        settings, now = ground.settings, ground.clock()
        async with ground.database.begin() as session:
            if await area(session, code) is None:
                raise CommandError(f"there is no area {code} in the database")
            work = Work(session, now, settings, whoever_runs_the_command(code))
            run_id = await note_export(work, code, operator=operator(), unmasked=options.unmasked)
        async with ground.database.read() as session:
            work = Work(session, now, settings, whoever_runs_the_command(code))
            gathering = Gathering(work, code, options.unmasked)
            with Progress(disable=options.quiet) as progress:
                task = progress.add_task("导出 export", total=await gathering.total())
                counts = await write(gathering, options.out, now, lambda count: progress.advance(task, count))
        async with ground.database.begin() as session:
            await note_written(session, run_id, counts, digest_of(options.out))
        return counts

    async def main() -> dict[str, int]:
        settings = prepare(options.settings, demo=options.demo)
        async with stand(settings) as ground:
            return await export(ground, options.area or settings.county.code)

    try:
        counts = asyncio.run(main())
    except OSError as error:
        raise CommandError(f"{options.out} cannot be written: {error.strerror}") from error
    for name, count in counts.items():
        print(f"{name}\t{count}")  # noqa: T201 - the command's result
    print(options.out)  # noqa: T201 - the command's result
