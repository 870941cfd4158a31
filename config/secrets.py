"""Secrets, from the environment only: the keys of the database's sealed columns and the bots' tokens.

`LIANXIN_KEYS` holds `id:base64[,id:base64…]`, the first of which seals; `LIANXIN_INDEX_KEY` the key of the blind index.
`python -m bot keys` prints a fresh pair. The demo makes its own and keeps them beside its database.
"""

import os
from collections.abc import Mapping


class SecretMissing(Exception):
    """A secret that is needed is not in the environment; the message names the variable."""


def secret(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """The secret in an environment variable.

    Raises:
        SecretMissing: it is not set, or empty.
    """
    value = environment.get(name, "")
    if not value:
        raise SecretMissing(f"the environment variable {name} is not set (python -m bot keys prints fresh keys)")
    return value
