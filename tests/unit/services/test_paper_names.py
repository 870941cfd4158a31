"""Names, numbers and identity numbers on papers: masked, read from whatever was typed, checked."""

import pytest

from services.certificates.names import masked, masked_identity, new_number, read_identity, read_number
from tests.papers import IDENTITY


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王秀芳", "王*芳"),
        ("李敏", "李*"),
        ("欧阳小芳", "欧**芳"),
        ("李", "*"),
        ("", "*"),
        (None, "*"),
        (" 李敏 ", "李*"),
    ],
)
def test_the_middle_of_a_name_cannot_be_read(name: str | None, shown: str) -> None:
    assert masked(name) == shown


def test_a_number_is_read_however_it_was_typed() -> None:
    number = new_number("320830", 2026, 12)
    assert number.startswith("320830-2026-00012-")
    for typed in (number, number.replace("-", ""), number.replace("-", " "), f" {number.replace('-', '－')} "):
        assert read_number(typed) == number
    wide = number.translate({ord(str(digit)): ord("０") + digit for digit in range(10)})
    assert read_number(wide) == number


@pytest.mark.parametrize(
    "typed", ["", "1234", "320830-2026-00012-4837026", "320830-2026-00012-4837026x", "٣" * 23, "9" * 500]
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert read_number(typed) is None


def test_an_identity_number_is_checked_by_its_last_character() -> None:
    assert read_identity(IDENTITY) == IDENTITY
    assert read_identity(" 110105 19491231 002x ") == IDENTITY
    assert masked_identity(IDENTITY) == "1101" + "*" * 11 + "02X"
    for place, digit in enumerate(IDENTITY[:17]):
        wrong = IDENTITY[:place] + str((int(digit) + 1) % 10) + IDENTITY[place + 1 :]
        assert read_identity(wrong) is None, "one digit mistyped is found, whichever it is"
    assert read_identity("11010519491231002") is None
