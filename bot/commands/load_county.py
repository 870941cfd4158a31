"""Load a county's areas, venues and catalogue from a divisions file: all of it or nothing."""

import argparse
from pathlib import Path

NAME, HELP = "load-county", "load the areas and venues of a county of Jiangsu, and the catalogue"


def add(parser: argparse.ArgumentParser) -> None:
    """Which county, and from which file."""
    parser.add_argument("code", help="the county's six digits, as 320830 for 盱眙县")
    parser.add_argument(
        "--divisions", type=Path, help="a divisions file (code,name,parent_code,level); the shipped one if not given"
    )


def run(options: argparse.Namespace) -> None:
    """Load it and say how much."""
    import asyncio
    from dataclasses import replace

    from bot.errors import CommandError
    from bot.ground import prepare, stand
    from services.county.catalogue import CatalogueError
    from services.county.divisions import DivisionsError
    from services.county.load import Loaded, load_county
    from services.demo.build import shipped_sources

    async def main() -> Loaded:
        settings = prepare(options.settings, keys=False)
        sources = shipped_sources()
        if options.divisions:
            sources = replace(sources, divisions=options.divisions)
        async with stand(settings) as ground, ground.database.begin() as session:
            return await load_county(session, options.code, sources, settings.county.zone)

    try:
        loaded = asyncio.run(main())
    except (DivisionsError, CatalogueError) as error:
        raise CommandError(str(error)) from error
    print(f"{loaded.county}: {loaded.towns} towns, {loaded.villages} villages, {loaded.items} items")  # noqa: T201
