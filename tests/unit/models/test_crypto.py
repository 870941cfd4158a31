"""Sealed values open only where they were sealed, and nothing of them can be read in the file."""

import base64

import pytest

from models.area import Area, AreaLevel
from models.crypto import CryptoError, Keyring, keyring, new_key, parse_keyring, use_keyring
from models.database import Database
from models.person import Person, set_phone
from tests.conftest import NOON


def test_a_sealed_name_opens_only_in_its_row() -> None:
    one, other = Person(name="王秀英"), Person(name="李四")
    assert one.name == "王秀英"
    assert one.name_sealed is not None
    assert "王".encode() not in one.name_sealed
    other.name_sealed = one.name_sealed
    with pytest.raises(CryptoError, match="changed or moved"):
        _ = other.name


def test_one_changed_bit_is_found() -> None:
    person = Person(door="3幢201")
    assert person.door_sealed is not None
    person.door_sealed = person.door_sealed[:-1] + bytes([person.door_sealed[-1] ^ 1])
    with pytest.raises(CryptoError):
        _ = person.door


def test_an_old_key_still_opens_what_it_sealed(keys: Keyring) -> None:
    person = Person(note="听力不好")
    use_keyring(Keyring({"new": bytes(32), **keys.keys}, "new", keys.index_key))
    assert person.note == "听力不好"
    use_keyring(Keyring({"new": bytes(32)}, "new", keys.index_key))
    with pytest.raises(CryptoError, match="no key 't1'"):
        _ = person.note


def test_a_phone_is_found_by_its_index_and_nothing_else() -> None:
    one, same, other = Person(), Person(), Person()
    set_phone(one, "+8613800000001")
    set_phone(same, "+8613800000001")
    set_phone(other, "+8613800000002")
    assert one.phone_index == same.phone_index != other.phone_index
    assert one.phone_sealed != same.phone_sealed
    set_phone(one, None)
    assert (one.phone, one.phone_index) == (None, None)


def test_keys_are_read_from_text() -> None:
    ring = parse_keyring(f"b:{new_key()},a:{new_key()}", new_key())
    assert ring.current == "b"
    assert set(ring.keys) == {"a", "b"}


@pytest.mark.parametrize(
    ("keys_text", "complaint"),
    [("", "no key"), ("a:!!", "not base64"), ("a:" + base64.b64encode(b"short").decode(), "has 5 bytes")],
)
def test_a_bad_key_is_named(keys_text: str, complaint: str) -> None:
    with pytest.raises(CryptoError, match=complaint):
        parse_keyring(keys_text, new_key())


async def test_a_person_is_read_back(database: Database) -> None:
    async with database.begin() as session:
        session.add(Area(code="320830", name="盱眙县", level=AreaLevel.COUNTY, zone="Asia/Shanghai"))
        await session.flush()
        person = Person(area_code="320830", name="王秀英", created_at=NOON)
        session.add(person)
    async with database.read() as session:
        found = await session.get(Person, person.id)
        assert found is not None
        assert (found.name, found.phone, found.created_at) == ("王秀英", None, NOON)


def test_without_a_ring_nothing_is_sealed() -> None:
    import models.crypto as crypto

    crypto._ring = None
    with pytest.raises(CryptoError, match="no keyring"):
        keyring()
