"""The program: `python -m bot COMMAND`. Each command is a module of `bot/commands`, found by its name there."""

import argparse
import importlib
import pkgutil
import sys
from pathlib import Path
from types import ModuleType

from bot import commands
from bot.errors import explain

SETTINGS = Path("settings.toml")


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return its exit code. Bad input ends with one line on stderr that says what to do."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if (line := explain(error)) is None:
            raise
        sys.stderr.write(f"{line}\n")
        return 2


def parser() -> argparse.ArgumentParser:
    """The command line: general options, then a command with its own."""
    top = argparse.ArgumentParser(
        prog="python -m bot", description="连心：县域志愿服务的对话式调度。Lianxin, a coordinator in chat."
    )
    top.add_argument("--settings", type=Path, default=SETTINGS, help="the settings file (settings.toml)")
    chosen = top.add_subparsers(metavar="COMMAND", required=True)
    for module in command_modules():
        command = chosen.add_parser(module.NAME, help=module.HELP, description=module.__doc__)
        module.add(command)
        command.set_defaults(run=module.run)
    return top


def command_modules() -> list[ModuleType]:
    """The modules of `bot/commands`: each has NAME, HELP, add(parser) and run(options), and imports lightly."""
    names = [module.name for module in pkgutil.iter_modules(commands.__path__) if not module.name.startswith("_")]
    return [importlib.import_module(f"bot.commands.{name}") for name in sorted(names)]


if __name__ == "__main__":
    sys.exit(main())
