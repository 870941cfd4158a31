"""The reader as it is used, and small models that are trained on a part of the lines in a second or two."""

from __future__ import annotations

from datetime import datetime

import pytest

from language.county import County
from language.learning import own_lines
from language.model_file import Models
from language.training import Line, fit, fit_places
from language.understand import Reader
from tests.chat.trained import trained_reader

NOW = datetime.fromisoformat("2026-11-23T09:00")  # a Monday


@pytest.fixture(scope="session")
def models() -> Models:
    lines = [Line.of(row) for row in own_lines()[::24]]
    return Models(fit(lines), fit_places(lines), {"version": "test"})


@pytest.fixture(scope="session")
def reader() -> Reader:
    return trained_reader()


@pytest.fixture(scope="session")
def rules() -> Reader:
    return Reader.load()


@pytest.fixture(scope="session")
def county() -> County:
    return County(
        "320830",
        rows=[
            ("320830000000", "盱眙县", "county"),
            ("320830100000", "马坝镇", "town"),
            ("320830101000", "官滩镇", "town"),
            ("320830102000", "黄花塘镇", "town"),
            ("320830001000", "盱城街道", "town"),
            ("320830100201", "高桥村委会", "village"),
            ("320830101201", "高桥村委会", "village"),
            ("320830102201", "黄花塘村委会", "village"),
            ("320830100202", "张庄村委会", "village"),
            ("320830001001", "友法社区居委会", "village"),
        ],
    )
