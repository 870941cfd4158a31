"""Imports every table, so that the metadata is whole: for migrations and for tests."""

import importlib
import pkgutil
from pathlib import Path

from sqlalchemy import MetaData

from models.base import Base


def metadata() -> MetaData:
    """The metadata with every table of the package."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        importlib.import_module(f"models.{module.name}")
    return Base.metadata
