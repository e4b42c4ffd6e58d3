"""A picture that somebody sent, made anew from its pixels alone, small enough for a lesson."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import BytesIO
from threading import Lock

from PIL import Image, ImageOps

from lti_tool.content.source.raster import BROKEN, BadRaster, Fault, open_raster
from lti_tool.errors import N_, ToolError

LARGEST_FILE = 8 * 1024 * 1024  # bytes, before anything reads it
HEAVIEST = 40_000  # bytes as it is sent: a lesson weighs 60 kB at most the first time
LONGEST_SIDE = 1_200  # pixels: twice as many as a lesson is wide
SHORTEST_SIDE = 16
MIMETYPE = "image/webp"
_TRIES = ((LONGEST_SIDE, 80), (1_000, 74), (800, 68), (640, 60), (480, 50), (320, 40))  # longest side, quality
_one_at_a_time = Lock()  # decoding takes four bytes a pixel, and one process has that much once


class BadImage(ToolError):
    """A file that cannot become a picture of a lesson."""

    status = 422
    title = N_("No picture was added")
    message = N_("This file cannot be shown as a picture.")
    advice = N_("Go back and choose another file.")


class FileTooLarge(BadImage):
    """More bytes than we parse."""

    status = 413
    message = N_("This file is larger than 8 MB. Send a smaller version of the picture.")


_WORDS = {
    Fault.NO_IMAGE: N_("This file is not a picture. Choose a PNG, a JPEG or a WebP."),
    Fault.WRONG_TYPE: N_("This is a picture of a kind that is not taken. Save it as PNG, JPEG or WebP, and send that."),
    Fault.BOMB: N_("This picture has more than 24 million pixels. Scale it down, and send it again."),
    Fault.MOVES: N_("This picture moves. Choose one that stands still: moving ones keep people from reading."),
    Fault.BROKEN: N_("This picture is damaged or cut short. Save it anew, and send it again."),
}


@dataclass(frozen=True, slots=True)
class Encoded:
    """A WebP of ours; `digest` is of its bytes, width and height are pixels."""

    data: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """SHA-256 in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def reencode(sent: bytes) -> Encoded:
    """Decode a PNG, JPEG or WebP and write it anew; raises BadImage.

    What is not pixels stays behind: where it was taken, other people's names, whatever was put behind its end.
    """
    if len(sent) > LARGEST_FILE:
        raise FileTooLarge
    try:
        with _one_at_a_time:
            return _smallest(_decode(sent))
    except BadRaster as problem:
        raise BadImage(_WORDS[problem.fault]) from None


def _decode(sent: bytes) -> Image.Image:
    image = open_raster(sent)
    try:
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG comes out smaller, before it takes memory
        mode = "RGBA" if image.has_transparency_data else "RGB"
        plain = image if image.mode == mode else image.convert(mode)
        plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))  # in place: no second picture of that size
        plain = ImageOps.exif_transpose(plain)
    except BROKEN:
        raise BadRaster(Fault.BROKEN) from None
    if min(plain.size) < SHORTEST_SIDE:
        raise BadImage(N_("This picture is too small or too narrow to be seen: each side needs 16 pixels."))
    return plain


def _smallest(image: Image.Image) -> Encoded:
    """The first of ever smaller tries that is light enough; the last one always is."""
    encoded = _encode(image, *_TRIES[0])
    for side, quality in _TRIES[1:]:
        if len(encoded.data) <= HEAVIEST:
            break
        encoded = _encode(image, side, quality)
    return encoded


def _encode(image: Image.Image, side: int, quality: int) -> Encoded:
    smaller = image.copy()
    smaller.thumbnail((side, side))
    clean = Image.new(smaller.mode, smaller.size)  # takes nothing along but pixels
    clean.paste(smaller)
    stream = BytesIO()
    clean.save(stream, "WEBP", quality=quality, method=4)
    return Encoded(stream.getvalue(), *clean.size)
