"""A query without an actor says why."""

import pytest

from models.scope import unscoped


def test_a_query_without_an_actor_says_why() -> None:
    def read() -> str:
        return "读到了"

    assert unscoped("the clock")(read) is read
    with pytest.raises(ValueError, match="say why"):
        unscoped("")
