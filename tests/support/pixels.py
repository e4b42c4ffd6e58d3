"""Pictures as people send them, sound and not."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

from PIL import Image

SECRET = b"37.7749 N, taken by Rosa"


def picture(kind: str = "PNG", size: tuple[int, int] = (80, 60), color: str = "teal", **options: object) -> bytes:
    """A plain picture of one color."""
    stream = BytesIO()
    Image.new("RGB", size, color).save(stream, kind, **options)
    return stream.getvalue()


def photograph(size: tuple[int, int] = (1300, 900)) -> bytes:
    """A JPEG taken on its side: it says where and by whom, in its EXIF, in a comment and behind its end."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif[0x013B] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    noisy = Image.effect_noise(size, 20).convert("RGB")
    stream = BytesIO()
    noisy.save(stream, "JPEG", exif=exif, comment=SECRET, quality=60)
    return stream.getvalue() + b"PK\x03\x04" + SECRET


def moving(kind: str = "WEBP") -> bytes:
    """Two frames."""
    frames = [Image.new("RGB", (40, 40), color) for color in ("teal", "white")]
    stream = BytesIO()
    frames[0].save(stream, kind, save_all=True, append_images=frames[1:], duration=100)
    return stream.getvalue()


def bomb(side: int = 30_000) -> bytes:
    """A PNG of a hundred bytes that claims to be a wall of pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b""))
    parts = [
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def torn(kind: str = "PNG") -> bytes:
    """The first half of a picture."""
    whole = photograph((300, 200)) if kind == "JPEG" else picture(kind, (300, 200))
    return whole[: len(whole) // 2]
