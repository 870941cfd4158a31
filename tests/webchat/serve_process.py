"""The chat server in a process of its own, to be killed: database URL as argument; prints its port."""

import asyncio
import sys
from datetime import UTC, datetime

from models.crypto import Keyring, use_keyring
from models.database import Database
from tests.webchat.conftest import demo_options
from webchat.server import create_app, listen


async def main(url: str) -> None:
    """Serve until killed."""
    use_keyring(Keyring({"t1": bytes(range(32))}, "t1", bytes(range(32, 64))))
    app = create_app(database=Database(url), clock=lambda: datetime.now(UTC), options=demo_options())
    _, port = await listen(app)
    print(port, flush=True)
    await asyncio.Event().wait()


asyncio.run(main(sys.argv[1]))
