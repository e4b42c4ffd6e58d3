from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis.strategies import sampled_from, text

from lti_tool.instructor.grid import filter as grid
from lti_tool.instructor.results import filter as results


@pytest.mark.parametrize("module", [grid, results])
@given(
    words=sampled_from(["name", "1", "-name", "behind"]) | text("ab1", max_size=5), order=sampled_from(["", "-name"])
)
def test_an_address_says_again_what_it_was_read_from(module: object, words: str, order: str) -> None:
    read = module.read_filter({"q": words, "sort": order, "page": "3"})

    assert module.read_filter({name: str(value) for name, value in read.to_query().items()}) == read
