"""The public board (公示栏): `/board`, `/board/<code>`, and the ledger's roots as a file."""

from web.board.pages import routes

__all__ = ["routes"]
