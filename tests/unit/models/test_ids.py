"""Identifiers are read again as they were written, and nothing else is read as one."""

import pytest

from models.ids import long, short


@pytest.mark.parametrize("number", [0, 35, 36, 2**63 - 1])
def test_an_identifier_is_read_again_as_it_was_written(number: int) -> None:
    assert long(short(number)) == number


@pytest.mark.parametrize("text", ["", "z" * 13, "z" * 14, "-1", "一", "a b", short(2**63)])
def test_what_is_no_identifier_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not an identifier|invalid literal"):
        long(text)
