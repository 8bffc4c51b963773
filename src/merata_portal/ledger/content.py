"""The hashes of what an entry says: of the request as it was made, and of the rows as they were written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from merata_portal.ledger.models import Earmark, Entry, Line
from merata_portal.ledger.requests import Act, Step

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def request_hash(act: Act, *items: Sequence[Any]) -> str:
    """Hash of what was asked, by whom and why: two requests under one key are the same if and only if it is.

    `items` are rows of plain values (the tuples of `requests`), in the order in which they were given.
    """
    day = act.day.isoformat() if act.day else None
    head = [act.kind.value, act.by.user_id, act.reason, act.document, day, act.corrects]
    return _sha256([head, *items])


def content_hash(
    entry: Entry, steps: Sequence[Step], lines: Mapping[int, Line], earmarks: Mapping[int, Earmark]
) -> str:
    """Hash of an entry's own fields, of its transfers in their order, and of what their lines and earmarks are.

    It stands in the entry's audit event. `lines` and `earmarks` hold at least those that the transfers name; a line's
    pillar is left out, for it can be put right.
    """
    head = [
        entry.owner,
        entry.year,
        str(entry.kind),
        entry.reason,
        entry.document,
        entry.day.isoformat(),
        entry.person_id,
        entry.role,
        entry.key,
        entry.corrects_id,
    ]
    of_lines = [_identity(lines[number]) for number in sorted({step.line for step in steps})]
    numbers = sorted({step.earmark for step in steps if step.earmark is not None})
    return _sha256([head, *of_lines, *(_identity(earmarks[number]) for number in numbers), *steps])


def _identity(place: Line | Earmark) -> list[Any]:
    if isinstance(place, Line):
        return [place.pk, place.owner, place.year, place.account_code, place.fund_source]
    told = [place.purpose, place.programme, place.village_code, place.proposal, place.plan]
    return [place.pk, place.line_id, *told]


def _sha256(rows: Iterable[Any]) -> str:
    """Each row as one line of JSON, so that no two different contents give the same text."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(_encode(row).encode())
        digest.update(b"\n")
    return f"sha256:{digest.hexdigest()}"
