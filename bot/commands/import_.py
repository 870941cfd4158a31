"""Take in a file of exchange (XLSX or JSON). Every row that is refused is named with its column and what is allowed there.

Hours become claims of grade C that a second person has to confirm; balances, roles and qualifications are never taken over.
"""

import argparse
from pathlib import Path

NAME, HELP = "import", "take in records of another system from XLSX or JSON, and say which rows are refused and why"


def add(parser: argparse.ArgumentParser) -> None:
    """Which file, and the language of the report."""
    parser.add_argument("file", type=Path, help="an .xlsx or .json file with the columns that `export` writes")
    parser.add_argument("--area", help="only rows of this area are taken in (the county of the settings)")
    parser.add_argument("--report", type=Path, help="a file for the report; printed if not given")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="the language of the report (zh)")
    parser.add_argument("--quiet", action="store_true", help="show no progress bar")
    parser.add_argument("--demo", action="store_true", help="use the demo's keys")


def run(options: argparse.Namespace) -> int:
    """Load it and report; 1 where a row was refused."""
    import asyncio

    from rich.progress import Progress

    from bot.commands._operator import digest_of, operator
    from bot.errors import CommandError
    from bot.ground import prepare, stand
    from models.area import area
    from models.grant import whoever_runs_the_command
    from services.exchange.loading import Report, load
    from services.exchange.reading import ExchangeError, read
    from services.work import Work
    from templates.engine import page

    async def main() -> Report:
        found = await asyncio.to_thread(read, options.file)
        settings = prepare(options.settings, demo=options.demo)
        code = options.area or settings.county.code
        async with stand(settings) as ground:
            async with ground.database.read() as session:
                if await area(session, code) is None:
                    raise CommandError(f"there is no area {code} in the database")
            with Progress(disable=options.quiet) as progress:
                task = progress.add_task("导入 import", total=len(found.rows))
                return await load(
                    ground.database.begin,
                    lambda session: Work(session, ground.clock(), settings, whoever_runs_the_command(code)),
                    found,
                    code,
                    operator=operator(),
                    digest=digest_of(options.file),
                    on_row=lambda: progress.advance(task),
                )

    try:
        report = asyncio.run(main())
    except ExchangeError as error:
        raise CommandError(str(error)) from error
    told = page("exchange/report.j2", options.lang, report=report, counts=report.counts())
    if options.report is None:
        print(told)  # noqa: T201 - the command's result
    else:
        options.report.write_text(told, encoding="utf-8")
    return 1 if report.refused or report.missing else 0
