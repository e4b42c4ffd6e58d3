"""A course's own questions and lessons as files to keep, and samples of the files that can be taken in."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, request
from flask.typing import ResponseReturnValue

from lti_tool.authoring import export, images, service
from lti_tool.authoring.drafts import read_draft
from lti_tool.authoring.exchange.gift.writing import write_gift
from lti_tool.authoring.exchange.samples import sample_gift, sample_rows
from lti_tool.authoring.exchange.table.writing import write_rows
from lti_tool.authoring.family_draft import FamilyDraft
from lti_tool.authoring.item_draft import ItemDraft
from lti_tool.authoring.models import OwnContent, OwnVersion
from lti_tool.db import db
from lti_tool.instructor.blueprint import bp
from lti_tool.lti.access import configuring_launch
from lti_tool.text.csv_file import csv_response

OWN = "/instructor/own"


@bp.get(f"{OWN}/<id:own_id>/file/<id:number>")
def own_file(own_id: int, number: int) -> ResponseReturnValue:
    """One version as a file of the shared course."""
    launch = configuring_launch()
    own = service.get_own(db.session(), launch.context_id, own_id)
    file = export.as_file(own, service.get_version(own, number))
    return _download(str(file.text).encode(), file.name, "text/plain; charset=utf-8")


@bp.get(f"{OWN}/files.zip")
def own_files() -> ResponseReturnValue:
    """What learners meet, or everything with its drafts, as files of the shared course."""
    context_id = configuring_launch().context_id
    files = export.files_of(_chosen(context_id))
    files += export.picture_files(images.list_images(db.session(), context_id), files)
    return _download(export.as_zip(files), "own-content.zip", "application/zip")


@bp.get(f"{OWN}/questions.gift")
def own_gift() -> ResponseReturnValue:
    """The questions that GIFT has a kind for."""
    text = write_gift(_questions(configuring_launch().context_id))
    return _download(text.encode(), "own-questions.gift", "text/plain; charset=utf-8")


@bp.get(f"{OWN}/questions.csv")
def own_csv() -> ResponseReturnValue:
    """Every question and family as a table."""
    return csv_response(write_rows(list(_questions(configuring_launch().context_id))), "own-questions.csv")


@bp.get(f"{OWN}/sample.csv")
def own_sample_csv() -> ResponseReturnValue:
    """A table with a question of each type, to write one's own over."""
    configuring_launch()
    return csv_response(sample_rows(), "sample-questions.csv")


@bp.get(f"{OWN}/sample.gift")
def own_sample_gift() -> ResponseReturnValue:
    """The same in GIFT, as far as GIFT has such types."""
    configuring_launch()
    return _download(sample_gift().encode(), "sample-questions.gift", "text/plain; charset=utf-8")


def _chosen(context_id: int) -> list[tuple[OwnContent, OwnVersion]]:
    everything = service.list_own(db.session(), context_id)
    return list(export.versions(everything, with_drafts="drafts" in request.args))


def _questions(context_id: int) -> Iterator[ItemDraft | FamilyDraft]:
    for own, version in _chosen(context_id):
        draft = read_draft(own.kind, version.source)
        if isinstance(draft, ItemDraft | FamilyDraft):
            yield draft


def _download(body: bytes, name: str, mimetype: str) -> Response:
    return Response(body, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'})
