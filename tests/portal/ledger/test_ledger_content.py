from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from merata_portal.actor import SYSTEM, Actor, Capability
from merata_portal.ledger.content import content_hash, request_hash
from merata_portal.ledger.models import Earmark, Entry, Line
from merata_portal.ledger.requests import Act, Step, Sum
from merata_portal.ledger.stages import Kind, Stage

ACT = Act(Kind.PAY, Capability.PAY, SYSTEM("uji"), "alasan", "k", "SP2D 1", date(2026, 1, 2))
SUMS = [Sum(1, 10, "a"), Sum(2, 20)]
LINE = {"pk": 1, "owner": "35.05", "year": 2026, "account_code": "1.06", "fund_source": "DAU", "pillar": "assistance"}
EARMARK = {"pk": 1, "line_id": 1, "purpose": "a", "programme": "", "village_code": "", "proposal": "", "plan": ""}
STEP = Step(1, 1, Stage.COMMITTED, Stage.PAID, 5, "bayar:1")
ENTRY = {
    "owner": "35.05", "year": 2026, "kind": "pay", "reason": "x", "document": "", "day": date(2026, 1, 1),
    "person_id": 3, "role": "social_officer", "key": "k", "corrects_id": None,
}  # fmt: skip


def hashed(
    entry: dict[str, Any], step: Step = STEP, line: dict[str, Any] = LINE, earmark: dict[str, Any] = EARMARK
) -> str:
    return content_hash(Entry(**entry), [step], {1: Line(**line)}, {1: Earmark(**earmark)})


def test_the_same_request_has_the_same_hash_and_its_key_is_no_part_of_it() -> None:
    assert request_hash(ACT, *SUMS) == request_hash(ACT._replace(key="other"), *SUMS)
    assert request_hash(ACT, *SUMS).startswith("sha256:")
    assert len(request_hash(ACT, *SUMS)) == 71


@pytest.mark.parametrize(
    "change",
    [
        {"kind": Kind.COMMIT}, {"by": Actor(7, "B")}, {"reason": "lain"}, {"document": ""}, {"day": None},
        {"day": date(2026, 1, 3)}, {"corrects": 4},
    ],
)  # fmt: skip
def test_another_request_has_another_hash(change: dict[str, Any]) -> None:
    assert request_hash(ACT._replace(**change), *SUMS) != request_hash(ACT, *SUMS)


def test_other_rows_another_order_or_signs_of_the_format_give_another_hash() -> None:
    hashes = [
        request_hash(ACT, *rows)
        for rows in (SUMS, SUMS[::-1], SUMS[:1], [Sum(1, 10, 'a"]\n[2,20,"')], [Sum(1, 10), Sum(2, 20, "a")], [])
    ]
    assert len(set(hashes)) == len(hashes)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("owner", "35.72"), ("year", 2025), ("kind", "cancel"), ("reason", "y"), ("document", "SK"),
        ("day", date(2026, 1, 2)), ("person_id", None), ("role", "planner"), ("key", "l"), ("corrects_id", 1),
    ],
)  # fmt: skip
def test_every_field_of_an_entry_is_covered(field: str, value: object) -> None:
    assert hashed(ENTRY | {field: value}) != hashed(ENTRY)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("source", Stage.RESERVED), ("target", Stage.AVAILABLE), ("amount_idr", 6), ("reference", ""), ("reverses", 1),
        ("earmark", None),
    ],
)  # fmt: skip
def test_every_field_of_a_transfer_is_covered(field: str, value: object) -> None:
    assert hashed(ENTRY, STEP._replace(**{field: value})) != hashed(ENTRY)


def test_what_lines_and_earmarks_are_is_covered_but_the_pillar() -> None:
    for field in ("owner", "account_code", "fund_source"):
        assert hashed(ENTRY, line=LINE | {field: "z"}) != hashed(ENTRY)
    for field in ("purpose", "programme", "village_code", "proposal", "plan"):
        assert hashed(ENTRY, earmark=EARMARK | {field: "z"}) != hashed(ENTRY)
    assert hashed(ENTRY, line=LINE | {"pillar": "training"}) == hashed(ENTRY)


def test_stages_read_from_the_database_hash_as_those_that_were_written() -> None:
    read = STEP._replace(source="committed", target="paid")  # type: ignore[arg-type]
    assert hashed(ENTRY, read) == hashed(ENTRY)
    assert hashed(ENTRY | {"kind": Kind.PAY}) == hashed(ENTRY)
