"""The hash by which somebody who was erased is known again."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lti_tool.privacy.erased import ErasureKey, Identity

SECRET, OTHER = "s" * 40, "t" * 40
SOMEBODY = Identity("https://lms.example", "client", "1", "24")
TEXTS = st.text(max_size=5)
PEOPLE = st.builds(Identity, TEXTS, TEXTS, TEXTS, TEXTS)


def test_it_is_the_same_with_the_same_secret_and_tells_nothing_without() -> None:
    assert ErasureKey(SECRET).hash(SOMEBODY) == ErasureKey(SECRET).hash(SOMEBODY)
    assert ErasureKey(SECRET).hash(SOMEBODY) != ErasureKey(OTHER).hash(SOMEBODY)
    assert ErasureKey(SECRET).id != ErasureKey(OTHER).id
    assert SECRET not in ErasureKey(SECRET).id


@given(PEOPLE, PEOPLE)
def test_two_people_have_two_hashes_however_their_ids_are_cut(one: Identity, other: Identity) -> None:
    key = ErasureKey(SECRET)

    assert (key.hash(one) == key.hash(other)) == (one == other)


def test_each_part_counts() -> None:
    key = ErasureKey(SECRET)
    others = [replace(SOMEBODY, **{name: "another"}) for name in ("issuer", "client_id", "deployment", "sub")]

    assert len({key.hash(each) for each in (SOMEBODY, *others)}) == 5
