"""The settings file that comes with the product says what the program does without it."""

import itertools
import tomllib
from pathlib import Path

from pydantic import BaseModel

from config.settings import BotSettings, Settings, load_settings

FILE = Path(__file__).parents[3] / "settings.toml"


def test_every_key_has_its_default() -> None:
    assert load_settings(FILE) == Settings()


def test_every_key_is_there_and_explained() -> None:
    values = tomllib.loads(FILE.read_text())
    assert set(values) == set(Settings.model_fields)
    for name, section in values.items():
        kind = Settings.model_fields[name].annotation
        table, model = (section["webchat"], BotSettings) if name == "bots" else (section, kind)
        assert isinstance(model, type) and issubclass(model, BaseModel)
        assert set(table) == set(model.model_fields), name
    lines = FILE.read_text().splitlines()
    for before, line in itertools.pairwise(lines):
        if "=" in line and not line.startswith("#"):
            assert before.startswith("# "), line
