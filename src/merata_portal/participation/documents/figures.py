"""What an entry of the log says in numbers and times, in the words of documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from merata.participation.entries import Entry
from merata_portal.ledger.rupiah import rupiah_id


def figures(entry: Entry) -> str:
    """What an entry says in numbers and times; "" for one that says none."""
    told = _FIGURES.get(entry.kind)
    return "" if told is None else told(entry.data)


def _money(given: Mapping[str, Any]) -> str:
    if given.get("promised_idr") is None:
        return ""
    return f"dijanjikan {rupiah_id(given['promised_idr'])}, terwujud {rupiah_id(given.get('delivered_idr') or 0)}"


def _when(text: str) -> str:
    return f"{datetime.fromisoformat(text):%d-%m-%Y pukul %H.%M}"


_FIGURES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "voted": lambda one: f"{one['in_favour']} setuju, {one['against']} menolak, {one['abstained']} abstain",
    "postponed": lambda one: f"sampai {_when(one['until'])}",
    "consulted": lambda one: f"{one['people']} orang dimintai pendapat",
    "reconvened": lambda one: f"pada {_when(one['starts_at'])}",
    "objection_settled": lambda one: "diterima" if one["upheld"] else "tidak diterima",
    "found": _money,
}
