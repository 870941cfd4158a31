"""Encryption at rest: AES-256-GCM with the key's id and the row as associated data, and a blind index for look-ups.

A sealed value can only be opened in the row and column for which it was sealed, so swapping two rows' values in the
database file is found out. Old keys stay in the ring to open what they sealed; the first key seals what is new.
"""

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass
from typing import Any, overload

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32


class CryptoError(Exception):
    """A key is missing or malformed, or a sealed value was changed or moved."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """Keys by their id, the id that seals new values, and the key of the blind index."""

    keys: dict[str, bytes]
    current: str
    index_key: bytes

    def seal(self, text: str, place: str) -> bytes:
        """Encrypt text for one place (`table.column:row id`): version, key id, nonce, ciphertext with tag."""
        key_id = self.current.encode()
        nonce = os.urandom(NONCE_BYTES)
        body = AESGCM(self.keys[self.current]).encrypt(nonce, text.encode(), key_id + b"|" + place.encode())
        return VERSION + bytes([len(key_id)]) + key_id + nonce + body

    def unseal(self, blob: bytes, place: str) -> str:
        """Decrypt what `seal` made for this place.

        Raises:
            CryptoError: the key is not in the ring, or the value was changed or stood elsewhere.
        """
        end = 2 + blob[1]
        key_id, nonce, body = blob[2:end], blob[end : end + NONCE_BYTES], blob[end + NONCE_BYTES :]
        key = self.keys.get(key_id.decode())
        if blob[:1] != VERSION or key is None:
            raise CryptoError(f"no key {key_id.decode()!r} in the ring")
        try:
            return AESGCM(key).decrypt(nonce, body, key_id + b"|" + place.encode()).decode()
        except InvalidTag:
            raise CryptoError(f"the sealed value of {place} was changed or moved") from None

    def blind(self, kind: str, text: str) -> bytes:
        """A keyed digest (16 bytes) of a normalised value: equal values meet in it, nobody can read it back."""
        return hmac.new(self.index_key, f"{kind}|{text}".encode(), hashlib.sha256).digest()[:16]


def parse_keyring(keys: str, index_key: str) -> Keyring:
    """Read a keyring from `id:base64,id:base64` (the first seals) and a base64 index key, 32 bytes each.

    Raises:
        CryptoError: a key is not 32 bytes of base64, or none is given.
    """
    ring: dict[str, bytes] = {}
    for part in filter(None, keys.split(",")):
        key_id, _, value = part.strip().partition(":")
        ring[key_id] = _key(value, f"key {key_id!r}")
    if not ring:
        raise CryptoError("no key is given")
    return Keyring(ring, next(iter(ring)), _key(index_key, "the index key"))


def new_key() -> str:
    """A fresh key, as base64."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def _key(value: str, name: str) -> bytes:
    try:
        key = base64.b64decode(value, validate=True)
    except ValueError:
        raise CryptoError(f"{name} is not base64") from None
    if len(key) != KEY_BYTES:
        raise CryptoError(f"{name} has {len(key)} bytes, {KEY_BYTES} are needed")
    return key


_ring: Keyring | None = None


def use_keyring(ring: Keyring) -> None:
    """Set the ring with which this process seals and opens."""
    global _ring
    _ring = ring


def keyring() -> Keyring:
    """The ring in use.

    Raises:
        CryptoError: none was set.
    """
    if _ring is None:
        raise CryptoError("no keyring is set")
    return _ring


class Sealed:
    """A text attribute that is stored sealed in the column `<name>_sealed` of its row."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name, self.column = name, f"{name}_sealed"

    @overload
    def __get__(self, row: None, owner: type) -> "Sealed": ...
    @overload
    def __get__(self, row: object, owner: type) -> str | None: ...
    def __get__(self, row: Any, owner: type) -> "Sealed | str | None":
        if row is None:
            return self
        blob = getattr(row, self.column)
        return None if blob is None else keyring().unseal(blob, self._place(row))

    def __set__(self, row: Any, text: str | None) -> None:
        setattr(row, self.column, None if text is None else keyring().seal(text, self._place(row)))

    def _place(self, row: Any) -> str:
        return f"{row.__tablename__}.{self.name}:{row.id}"
