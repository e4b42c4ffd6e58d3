"""An id in an address that no row can have is a page that there is not, in words, at every rule."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.support.door import Door
from tests.support.learners import csrf
from tests.support.visitor import Page

ID = re.compile(r"<id:\w+>")


def rules(app: Flask) -> list[tuple[str, str]]:
    found = {(rule.rule, method) for rule in app.url_map.iter_rules() for method in rule.methods or ()}
    return sorted(each for each in found if each[1] in ("GET", "POST"))


def test_every_number_in_an_address_is_a_rows_id(app: Flask) -> None:
    assert len([rule for rule, _method in rules(app) if ID.search(rule)]) > 20
    assert [rule for rule, _method in rules(app) if re.search(r"<(int|float)", rule)] == []


@pytest.mark.parametrize(
    ("number", "statuses"),
    [
        ("2147483648", {404, 405}),  # 405 where the address has a rule for another method
        ("99999999999999999999", {404}),
        ("9" * 5000, {404}),
    ],
)
def test_an_id_that_no_row_can_have_is_not_found_in_words(
    app: Flask, door: Door, number: str, statuses: set[int]
) -> None:
    browser = door.browser()
    home = door.enter(browser, "rosa")
    base = f"/l/{home.launch_id}"

    for rule, method in rules(app):
        if ID.search(rule):
            path = re.sub(r"<\w+>", "x", ID.sub(number, rule.replace("/l/<launch_id>", base)))
            answer = browser.open(path, method=method, base_url=door.url, data={"csrf_token": csrf(home)})
            assert answer.status_code in statuses, (rule, method)
            assert Page(path, answer, method, {}).heading == "Nothing here", (rule, method)
