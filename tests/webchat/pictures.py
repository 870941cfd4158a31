"""Small real pictures."""

import io

from PIL import Image


def png(width: int = 40, height: int = 30) -> bytes:
    """A PNG."""
    return picture("PNG", width, height)


def picture(kind: str, width: int = 40, height: int = 30, **more: object) -> bytes:
    """A picture in a format that Pillow writes."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (164, 22, 26)).save(out, kind, **more)
    return out.getvalue()
