from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata_portal.audit.chain import GENESIS, Link, body, canonical, link_hash

AT = datetime(2026, 11, 29, 8, 0, 0, 5, tzinfo=UTC)
LINK = Link(1, AT, 7, "planner", "35.05", "ledger.reserve", "plan:1", "35.05", "rapat", 3, "sha256:ab", '{"a":1}')


def test_an_event_is_written_as_anyone_can_write_it() -> None:
    assert body(LINK) == (
        '{"action":"ledger.reserve","actor":7,"area":"35.05","at":"2026-11-29T08:00:00.000005+00:00",'
        '"content_hash":"sha256:ab","data":"{\\"a\\":1}","format":"merata audit event 1","reason":"rapat",'
        '"role":"planner","role_area":"35.05","rows":3,"sequence":1,"subject":"plan:1"}'
    )


def test_the_hash_covers_the_event_before_and_this_one() -> None:
    expected = hashlib.sha256((GENESIS + body(LINK)).encode()).hexdigest()
    assert link_hash(GENESIS, LINK) == expected
    # Changing how events are written would break every chain there is: this hash stays.
    assert expected == "9827368887f2b1cdae1b6f8c7dbcbdf349038e4ed7f48054ceeb03d32441cffc"
    assert link_hash("1" * 64, LINK) != expected


@pytest.mark.parametrize("field", Link.__slots__)
def test_every_field_is_covered(field: str) -> None:
    fields: dict[str, Any] = {name: getattr(LINK, name) for name in Link.__slots__}
    old = fields[field]
    fields[field] = old + timedelta(microseconds=1) if field == "at" else old + (1 if isinstance(old, int) else "x")
    assert link_hash(GENESIS, Link(**fields)) != link_hash(GENESIS, LINK)


def test_one_moment_hashes_the_same_in_every_zone() -> None:
    fields: dict[str, Any] = {name: getattr(LINK, name) for name in Link.__slots__}
    fields["at"] = AT.astimezone(timezone(timedelta(hours=7)))
    assert link_hash(GENESIS, Link(**fields)) == link_hash(GENESIS, LINK)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=10,
)


@given(json_values)
def test_canonical_json_has_one_form_and_loses_nothing(value: Any) -> None:
    written = canonical(value)
    assert json.loads(written) == value
    assert canonical(json.loads(written)) == written


def test_the_order_of_keys_does_not_matter() -> None:
    assert canonical({"b": 1, "a": {"d": "é", "c": None}}) == '{"a":{"c":null,"d":"é"},"b":1}'


@pytest.mark.parametrize(
    ("value", "place"),
    [({"a": 0.5}, "data.a"), ({"a": [1, {"b": AT}]}, r"data.a\[1\].b"), ({1: "a"}, "data"), ({"a": b"x"}, "data.a")],
)
def test_what_has_no_one_form_is_refused_by_its_place(value: Any, place: str) -> None:
    with pytest.raises(ValueError, match=f"^{place}: "):
        canonical(value)
