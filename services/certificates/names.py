"""Names, numbers and identity numbers as they stand on papers and public pages."""

import re
import unicodedata

from models.ids import random_digits

_NUMBER = re.compile(r"(\d{6})(\d{4})(\d{5})(\d{8})")
_IDENTITY = re.compile(r"\d{17}[\dX]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
KEPT_IN_FRONT, KEPT_AT_END = 4, 3


def masked(name: str | None) -> str:
    """A name of which the middle cannot be read: 王*芳, 李*, 欧**芳."""
    name = (name or "").strip()
    if len(name) < 2:
        return "*"
    if len(name) == 2:
        return f"{name[0]}*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"


def new_number(county_code: str, year: int, serial: int) -> str:
    """The number of a paper: county, year, serial, and eight random digits so that nobody can try one after another."""
    return f"{county_code}-{year:04d}-{serial:05d}-{random_digits(8)}"


def read_number(text: str) -> str | None:
    """A paper's number as it was made, from whatever was typed (blanks, wide digits, no dashes); None where it is none."""
    plain = re.sub(r"[\s\-‐-―－_.]", "", unicodedata.normalize("NFKC", text[:64]))
    found = _NUMBER.fullmatch(plain) if plain.isascii() else None
    return "-".join(found.groups()) if found else None


def read_identity(text: str) -> str | None:
    """An identity number of 18 characters whose check character is right (GB 11643); None where it is none."""
    plain = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text[:64])).upper()
    if not plain.isascii() or not _IDENTITY.fullmatch(plain):
        return None
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, plain, strict=False))
    return plain if _CHECKS[total % 11] == plain[-1] else None


def masked_identity(identity: str) -> str:
    """An identity number of which only the ends can be read."""
    hidden = len(identity) - KEPT_IN_FRONT - KEPT_AT_END
    return identity[:KEPT_IN_FRONT] + "*" * hidden + identity[-KEPT_AT_END:]
