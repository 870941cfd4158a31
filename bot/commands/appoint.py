"""Give somebody a role and a sign-in code: for the first manager of a county, who then gives the others theirs."""

import argparse

NAME, HELP = "appoint", "give somebody a role in an area, and print a sign-in code for them"
ROLES = ("manager", "clerk", "grid_worker", "auditor")


def add(parser: argparse.ArgumentParser) -> None:
    """Who, what, where."""
    parser.add_argument("name", help="the name, and perhaps the phone: '周慧 13800000000'")
    parser.add_argument("--role", choices=ROLES, default="manager", help="the role (manager)")
    parser.add_argument("--area", help="the area's code; the county of the settings if not given")


def run(options: argparse.Namespace) -> None:
    """Appoint, and print the code."""
    import asyncio

    from bot.bots import bots_of
    from bot.errors import CommandError
    from bot.ground import prepare, stand, take_possession
    from models.area import area
    from models.grant import Role
    from services.signing_in import Ticket, appoint
    from services.work import Refusal, clock_work

    async def main() -> Ticket:
        settings = prepare(options.settings)
        code = options.area or settings.county.code
        bots = bots_of(settings)
        async with stand(settings) as ground:
            await take_possession(ground, bots)
            async with ground.database.begin() as session:
                if await area(session, code) is None:
                    raise CommandError(f"there is no area {code}; load its county first")
                bot = next((one for one in bots if one.is_webchat), None)
                if bot is None:
                    raise CommandError('settings.toml has no bot on the county\'s own chat (base_url = "webchat")')
                return await appoint(
                    clock_work(session, ground.clock(), settings), bot.id, options.name, Role(options.role), code
                )

    try:
        ticket = asyncio.run(main())
    except Refusal as refusal:
        raise CommandError("write a name: '周慧 13800000000'") from refusal
    print(f"{ticket.name}: {ticket.code} (once, within {ticket.minutes // 60} h)")  # noqa: T201 - the command's result
