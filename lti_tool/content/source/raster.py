"""Pictures made of pixels, by their header: which of the three formats, how large, moving or not, nothing decoded."""

from __future__ import annotations

import struct
import warnings
import zlib
from enum import StrEnum
from io import BytesIO

from PIL import Image, UnidentifiedImageError

_SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp"}
MOST_PIXELS = 24_000_000  # twice what a telephone's camera takes; 96 MB while it is decoded
BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error, zlib.error)

# Pillow warns of an image bomb before it decodes one, and this makes the warning an error, in every thread.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


class Fault(StrEnum):
    """What keeps a file from being shown as a picture."""

    NO_IMAGE = "no_image"
    WRONG_TYPE = "wrong_type"
    BOMB = "bomb"
    MOVES = "moves"
    BROKEN = "broken"


class BadRaster(ValueError):
    """A file that is not a picture which we show; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def open_raster(data: bytes) -> Image.Image:
    """Return the picture with its header read and nothing decoded; raises BadRaster."""
    try:
        image = Image.open(BytesIO(data), formats=tuple(_SUFFIXES))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadRaster(Fault.BOMB) from None
    except UnidentifiedImageError:
        raise BadRaster(_unknown(data)) from None
    except BROKEN:
        raise BadRaster(Fault.BROKEN) from None
    if image.width * image.height > MOST_PIXELS:
        raise BadRaster(Fault.BOMB)
    if getattr(image, "n_frames", 1) > 1:
        raise BadRaster(Fault.MOVES)
    return image


def suffix_of(image: Image.Image) -> str:
    """What the name of such a file ends in."""
    return _SUFFIXES.get(image.format or "", "")


def has_metadata(image: Image.Image) -> bool:
    """Whether the file says more than its pixels do: where and with which camera it was taken, or what was typed."""
    return bool({"exif", "xmp", "comment", "XML:com.adobe.xmp"} & set(image.info)) or bool(getattr(image, "text", None))


def _unknown(data: bytes) -> Fault:
    """A picture of another kind, a torn one of ours, or none at all."""
    start = data[:16]
    if start.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or (start[:4] == b"RIFF" and start[8:12] == b"WEBP"):
        return Fault.BROKEN
    is_svg = b"<svg" in data[:1_000].lower()
    is_other = start.startswith((b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00")) or start[4:8] == b"ftyp"
    return Fault.WRONG_TYPE if is_svg or is_other else Fault.NO_IMAGE
