"""Where a certificate is checked: its address, the same as a picture to photograph, and a link that takes it along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlencode

import segno
from flask import current_app, url_for
from flask_babel import gettext
from markupsafe import Markup

QUIET = 4  # modules of empty ground that a reader needs around the code (ISO/IEC 18004)
ADD_TO_PROFILE = "https://www.linkedin.com/profile/add"  # https://addtoprofile.linkedin.com/


@dataclass(frozen=True, slots=True)
class Ways:
    """How somebody shows a certificate to others; following `linkedin_url` is up to them."""

    address: str
    picture: Markup
    linkedin_url: str


def ways_to_show(code: str, title: str, issued_at: datetime) -> Ways:
    """What a page offers for the certificate with this code, as people read it."""
    address = verify_url(code)
    return Ways(address, _svg(address), _linkedin_url(code, title, issued_at, address))


def verify_url(code: str) -> str:
    """The whole address of the page that checks a code."""
    return _whole(url_for("certificates.verify", code=code))


def verify_page() -> str:
    """The whole address of the page that asks for a code."""
    return _whole(url_for("certificates.ask"))


def provider() -> str:
    """Who gives the training, for forms that ask: the name on the certificate itself."""
    return gettext("Library Service Skills")


def dark_runs(address: str) -> tuple[int, Iterator[tuple[int, int, int]]]:
    """The code's width in modules with the quiet zone, and its dark runs: column, row, length."""
    code = segno.make(address, error="m", micro=False)
    return int(code.symbol_size(border=QUIET)[0]), _runs(code)


def _runs(code: segno.QRCode) -> Iterator[tuple[int, int, int]]:
    for row, modules in enumerate(code.matrix_iter(border=QUIET)):
        start = 0
        for column, is_dark in enumerate([*modules, 0]):
            if not is_dark:
                if column > start:
                    yield start, row, column - start
                start = column + 1


@lru_cache(maxsize=256)
def _svg(address: str) -> Markup:
    """The picture, with neither a size nor a style of its own; dark on light by night, too, as readers need it.

    Kept: it takes 4 ms, and who holds a certificate sees it on every visit of the module.
    """
    width, runs = dark_runs(address)
    path = "".join(f"M{column} {row}h{length}v1h-{length}z" for column, row, length in runs)
    return Markup(
        '<svg class="qr" viewBox="0 0 {0} {0}" aria-hidden="true" focusable="false" shape-rendering="crispEdges">'
        '<rect width="{0}" height="{0}" fill="#fff"/><path d="{1}" fill="#000"/></svg>'
    ).format(width, path)


def _linkedin_url(code: str, title: str, issued_at: datetime, address: str) -> str:
    facts = {
        "startTask": "CERTIFICATION_NAME",
        "name": title,
        "organizationName": provider(),
        "issueYear": issued_at.year,
        "issueMonth": issued_at.month,
        "certUrl": address,
        "certId": code,
    }
    return f"{ADD_TO_PROFILE}?{urlencode(facts)}"


def _whole(path: str) -> str:
    base: str = current_app.extensions["settings"].base_url
    return base + path
