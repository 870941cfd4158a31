"""Print the version of the program and the newest version of the database that it knows."""

import argparse

NAME, HELP = "version", "print the version"


def add(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(_options: argparse.Namespace) -> None:
    """Print it."""
    import tomllib
    from pathlib import Path

    from alembic.script import ScriptDirectory

    from migrations.upgrade import FOLDER

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    newest = ScriptDirectory(str(FOLDER)).get_current_head()
    print(f"lianxin {project['project']['version']}, database {newest}")  # noqa: T201 - the command's result
