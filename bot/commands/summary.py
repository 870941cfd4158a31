"""Write the summary of a venue and a period: the chat message, the report as a page, a PDF and a workbook."""

import argparse
from pathlib import Path

NAME, HELP = "summary", "write the summary of a venue for a week, month, quarter or year"


def add(parser: argparse.ArgumentParser) -> None:
    """Which venue, which period, in which language, and where to."""
    parser.add_argument("--venue", help="the venue's code: 6, 9 or 12 digits (the county's center)")
    parser.add_argument("--week", "--period", dest="period", help="2026-W47, 2026-11, 2026-Q4 or 2026 (last week)")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="the language of what is written (zh)")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write into; made where it is missing")
    parser.add_argument("--all", action="store_true", help="of every venue in the venue's area, by two processes")
    parser.add_argument("--demo", action="store_true", help="use the demo's keys")


def run(options: argparse.Namespace) -> None:
    """Write the files and name them."""
    import asyncio

    from bot.demo import bar
    from bot.errors import CommandError
    from bot.ground import prepare, stand
    from models.grant import whoever_runs_the_command
    from services.summary.batch import write_all
    from services.summary.files import write_summary
    from services.summary.period import complete, read_period
    from services.summary.reading import names_for, read_summary
    from services.work import Refusal, Work

    async def main() -> list[Path]:
        settings = prepare(options.settings, demo=options.demo)
        code = options.venue or settings.county.code
        async with stand(settings) as ground, ground.database.read() as session:
            now = ground.clock()
            period = read_period(options.period) if options.period else complete(now, settings.county.tz)
            work = Work(session, now, settings, whoever_runs_the_command(code))
            books, report, names = await read_summary(work, code, period)
            if not options.all:
                return write_summary(options.out, books, report, names, options.lang)
            names = await names_for(session, work.actor, *(books.report(one) for one in books.subjects()))
        with bar("小结 summaries") as update:
            await asyncio.to_thread(write_all, options.out, books, names, options.lang, progress=update)
        return [options.out]

    try:
        written = asyncio.run(main())
    except ValueError as error:
        raise CommandError(str(error)) from error
    except Refusal:
        raise CommandError(f"there is no venue {options.venue} in the database") from None
    for file in written:
        print(file)  # noqa: T201 - the command's result
