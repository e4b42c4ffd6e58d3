import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.lti.services.links import add_path, canonical_origin, find_next_page, name_host

BASE = "https://lms.example/items?type_id=1"


@pytest.mark.parametrize(
    ("header", "url"),
    [
        ('<https://lms.example/Items?P=Ab>; rel="next"', "https://lms.example/Items?P=Ab"),
        ("<https://lms.example/i?p=2>; rel=next", "https://lms.example/i?p=2"),
        ('<https://lms.example/i?p=2>;rel="last next"', "https://lms.example/i?p=2"),
        ('<https://lms.example/i?p=2>; title="a, b; c"; REL="NEXT"', "https://lms.example/i?p=2"),
        ('<https://lms.example/i?a=1,2;b>; rel="next"', "https://lms.example/i?a=1,2;b"),
        ('</i?p=1>; rel="prev", </i?p=3>; rel="next"', "https://lms.example/i?p=3"),
        ("<https://lms.example/i?p=2> ; Rel = Next", "https://lms.example/i?p=2"),
        ('<https://lms.example/i?p=2>; rel="next', "https://lms.example/i?p=2"),
        ('<https://lms.example/i?p=2>; title="a < b"; rel=next', "https://lms.example/i?p=2"),
        (r'<https://lms.example/i?p=2>; title="a \"; rel=\"last"; rel=next', "https://lms.example/i?p=2"),
        ("<https://lms.example/i>; rel=last; rel=next", None),
        ('<https://lms.example/i>; title="; rel=next"', None),
        ("<https://lms.example/i>, rel=next", None),
        ("<http://[>; rel=next, </i?p=2>; rel=next", "https://lms.example/i?p=2"),
        ('<https://lms.example/i>; rel="nextish"', None),
        ('<https://lms.example/i>; rel="last"', None),
        ("", None),
        ("nonsense", None),
    ],
)
def test_the_next_page_is_found_as_rfc_8288_writes_it(header, url):
    assert find_next_page(header, BASE) == url


def test_moodles_curly_quotes_and_entities_are_understood():
    header = (
        "<https://lms.example/items?type_id=1&amp;limit=10&amp;from=0>; rel=“first”, "
        "<https://lms.example/items?type_id=1&amp;limit=10&amp;from=10>; rel=“next”"
    )
    as_received = header.encode("utf-8").decode("latin-1")

    for each in (header, as_received):
        assert find_next_page(each, BASE) == "https://lms.example/items?type_id=1&limit=10&from=10"


@pytest.mark.parametrize("url", ["https://main.example/i", "http://lms.example/i", "https://lms.example:8443/i"])
def test_a_next_page_elsewhere_is_named_as_it_is(url):
    assert find_next_page(f'<{url}>; rel="next"', BASE) == url


@pytest.mark.parametrize(
    ("url", "origin", "name"),
    [
        ("https://LMS.example/i?p=1", "https://lms.example", "lms.example"),
        ("HTTPS://lms.example:443/i", "https://lms.example", "lms.example"),
        ("https://lms.example:8443", "https://lms.example:8443", "lms.example:8443"),
        ("http://lms.example:80/i", "http://lms.example", "http://lms.example"),
        ("http://[::1]:8080/i", "http://[::1]:8080", "http://[::1]:8080"),
        ("https://lms.example/a b", "https://lms.example", "lms.example"),
        ("https://me@lms.example/i", "", "?"),
        ("https://lms.example:99999/i", "", "?"),
        ("https://[/i", "", "?"),
        ("/i", "", "?"),
    ],
)
def test_an_origin_has_one_form_and_a_name(url, origin, name):
    assert (canonical_origin(url), name_host(url)) == (origin, name)


LINKS = [
    "</i?p=1>; rel=first",
    '</i?p=1>; REL="first prev"',
    '</i?p=3>; title="p. 3, of 9"; rel="bookmark next"',
    "</i?p=9>;rel=last",
]


@given(st.permutations(LINKS), st.sampled_from([",", ", ", " ,\t"]))
def test_links_are_one_list_in_any_order(links, comma):
    assert find_next_page(comma.join(links), BASE) == "https://lms.example/i?p=3"


@pytest.mark.parametrize(
    "piece",
    ["<", "<>", "< ", "<;", "<a>;", '<a>;"', '<a>;rel="', '"\\"', ";", "; ", "<a>; ", "<a>;a=", "<a> ", "=", "\\"],
)
def test_a_header_without_end_is_read_once(piece):
    """Were each piece looked at from every other one, this would take minutes."""
    for start in ("", "<a>;rel=", '<a>;rel="', "<"):
        assert find_next_page(start + piece * (400_000 // len(piece)), BASE) is None


@given(st.text(max_size=300) | st.text(alphabet='<>;,="\\ \tabnextrl', max_size=300))
def test_no_header_breaks_the_parser(header):
    find_next_page(header, BASE)


@pytest.mark.parametrize(
    ("url", "longer"),
    [
        ("https://lms.example/1/lineitem?type_id=1", "https://lms.example/1/lineitem/scores?type_id=1"),
        ("https://lms.example/1/", "https://lms.example/1/scores"),
        ("https://lms.example/1?a=b?c", "https://lms.example/1/scores?a=b?c"),
    ],
)
def test_adding_a_path_keeps_the_query(url, longer):
    assert add_path(url, "scores") == longer
