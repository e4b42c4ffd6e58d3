"""The gradebook behind lti1p3platform's Assignment and Grade Services: it authenticates and answers, this remembers."""

# mypy: disable-error-code="import-untyped,misc"

from __future__ import annotations

from datetime import datetime

from lti1p3platform.exceptions import LineItemNotFoundException
from lti1p3platform.lineitem import TLineItem
from lti1p3platform.request import Request
from lti1p3platform.score import TScore, UpdateScoreStatus
from lti1p3platform.service_connector import AssignmentsGradesService, TPage

from tests.interop.campus import Campus


class Gradebook(AssignmentsGradesService):
    """Lists one column to a page, so that whoever looks for one must follow the library's unquoted `rel=next`."""

    def __init__(self, request: Request, campus: Campus) -> None:
        super().__init__(request, campus.conf(), f"{campus.url}/ags/lineitems")
        self._campus = campus

    def find_lineitems(
        self, page: int = 1, limit: int = 1, resource_link_id: str = "", resource_id: str = "", tag: str = ""
    ) -> TPage:
        wanted = {"resourceLinkId": resource_link_id, "resourceId": resource_id, "tag": tag}
        filters = {name: value for name, value in wanted.items() if value}
        found = [item for item in self._campus.lineitems if filters.items() <= item.items()]
        first = (int(page) - 1) * int(limit)
        last = first + int(limit)
        return {"content": found[first:last], "has_next": last < len(found)}

    def find_lineitem(self, line_item_id: str) -> TLineItem:
        for item in self._campus.lineitems:
            if item["id"] == f"{self.ags.lineitems_url}/{line_item_id}":
                return item
        raise LineItemNotFoundException

    def create_lineitem(self, creation_data: TLineItem) -> TLineItem:
        return self._campus.add_lineitem(creation_data)

    def update_lineitem(self, update_data: TLineItem) -> TLineItem:
        item = self.find_lineitem(update_data["id"])
        item.update({**update_data, "id": item["id"]})
        return item

    def delete_lineitem(self, line_item_id: str) -> None:
        self._campus.lineitems.remove(self.find_lineitem(line_item_id))

    def update_score(self, line_item_id: str, score: TScore) -> UpdateScoreStatus:
        """Keep a score and what it makes of the result; the library leaves it to us to tell an old one."""
        item, user_id = self.find_lineitem(line_item_id), score["userId"]
        cell, stamp = (item["id"], user_id), datetime.fromisoformat(score["timestamp"])
        if cell in self._campus.stamps and stamp <= self._campus.stamps[cell]:
            return UpdateScoreStatus.OLD_TIMESTAMP
        is_new = cell not in self._campus.stamps
        self._campus.stamps[cell] = stamp
        self._campus.results[cell] = {
            "id": f"{item['id']}/results/{user_id}",
            "userId": user_id,
            "scoreOf": item["id"],
            "resultScore": score["scoreGiven"] / score["scoreMaximum"] * item["scoreMaximum"],
            "resultMaximum": item["scoreMaximum"],
            "comment": score.get("comment", ""),
        }
        self._campus.scores.put(score)
        return UpdateScoreStatus.CREATED if is_new else UpdateScoreStatus.SUCCESS

    def get_results(self, line_item_id: str, page: int = 1, limit: int = 100, user_id: str = "") -> TPage:
        url = self.find_lineitem(line_item_id)["id"]
        found = [each for (item, who), each in self._campus.results.items() if item == url and user_id in ("", who)]
        return {"content": found[: int(limit)], "has_next": False}
