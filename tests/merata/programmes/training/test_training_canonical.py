"""Documents have one way to be written; anything else is refused."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.errors import InputError
from merata.programmes.training.canonical import canonical, digest, parsed

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=12,
)


def test_a_document_by_hand() -> None:
    content = canonical({"b": 1, "a": ["é", None, True]})
    assert content == '{\n "a": [\n  "é",\n  null,\n  true\n ],\n "b": 1\n}\n'.encode()
    assert digest(content) == hashlib.sha256(content).hexdigest()


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), VALUES, max_size=5))
def test_what_is_written_is_read_again(document: dict[str, object]) -> None:
    content = canonical(document)
    assert parsed(content, "x.json") == document
    assert canonical(json.loads(content)) == content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]\n",
        b"{}",
        b'{"a":1}\n',
        b'{\n "b": 1,\n "a": 1\n}\n',
        b'{\n "a": 1,\n "a": 1\n}\n',
        b'{\n "a": 1.5\n}\n',
        b'{\n "a": NaN\n}\n',
        b'{\n "a": -0\n}\n',
        b'{\n "a": "\\ud800"\n}\n',
        b'{\n "a": "\xff"\n}\n',
        b'{\n "a": ' + b"9" * 5000 + b"\n}\n",
        b"[" * 100_000,
    ],
)
def test_any_other_writing_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match=r"2-list\.json"):
        parsed(content, "2-list.json")
