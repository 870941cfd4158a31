"""Pictures as they arrive: their size is read from their head, and what they say of the camera and the place goes."""

import struct
from dataclasses import dataclass

FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
DROPPED_SEGMENTS = {0xE1, 0xED, 0xFE}  # EXIF and XMP, IPTC, comments
DROPPED_CHUNKS = {b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be kept."""

    mime: str
    extension: str
    width: int
    height: int
    data: bytes


def read_picture(data: bytes) -> Picture | None:
    """A JPEG, PNG, WebP or GIF with its width and height in pixels; None for anything else or a broken head."""
    try:
        if data.startswith(b"\xff\xd8\xff"):
            return _jpeg(data)
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return _png(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
        if data[:6] in (b"GIF87a", b"GIF89a"):
            width, height = struct.unpack("<HH", data[6:10])
            return Picture("image/gif", "gif", width, height, data)
    except (struct.error, IndexError, ValueError):
        return None
    return None


def _jpeg(data: bytes) -> Picture | None:
    kept, at, size = [data[:2]], 2, (0, 0)
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
            continue
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        if marker in FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            size = (width, height)
        if marker == 0xDA:  # from here on, the picture itself
            kept.append(data[at:])
            return Picture("image/jpeg", "jpg", *size, b"".join(kept)) if all(size) else None
        if marker not in DROPPED_SEGMENTS:
            kept.append(data[at : at + 2 + length])
        at += 2 + length
    return None


def _png(data: bytes) -> Picture | None:
    width, height = struct.unpack(">II", data[16:24])
    kept, at = [data[:8]], 8
    while at + 12 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if kind not in DROPPED_CHUNKS:
            kept.append(data[at:end])
        at = end
    return Picture("image/png", "png", width, height, b"".join(kept)) if width and height else None


def _webp(data: bytes) -> Picture | None:
    kind = data[12:16]
    if kind == b"VP8 ":
        width, height = (value & 0x3FFF for value in struct.unpack("<HH", data[26:30]))
    elif kind == b"VP8L":
        (bits,) = struct.unpack("<I", data[21:25])
        width, height = (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    elif kind == b"VP8X":
        width = int.from_bytes(data[24:27], "little") + 1
        height = int.from_bytes(data[27:30], "little") + 1
    else:
        return None
    return Picture("image/webp", "webp", width, height, data)
