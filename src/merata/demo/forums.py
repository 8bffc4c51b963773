"""The demo's forums: yearly meetings in every village, what they asked, what was approved, what they found."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from merata.demo import proposals
from merata.demo.geography import Geography
from merata.tables.catalogue import TABLES

PART = 15
"""This module's part of the seed."""

YEARS = (2024, 2025)

_FIRST_DAY = {"musyawarah_desa": (4, 14), "musrenbang_kelurahan": (1, 8)}  # month and day; musdes end by June
_DAYS = {"musyawarah_desa": 75, "musrenbang_kelurahan": 20}
_ATTENDANCE = (9.0, 2.6)  # beta: mean 0.78, about one meeting in six below the quorum of two thirds
_FINDINGS_SHARE = 0.3  # of the latest meetings look into something that was promised
_SHORTFALL_SHARE = 0.35  # of what was promised and is not delivered in full


def build(
    geography: Geography, projects: pa.Table, project_villages: pa.Table, courses: pa.Table, seed: int
) -> tuple[pa.Table, pa.Table, pa.Table, pa.Table]:
    """The tables `forums`, `proposals`, `findings` and `approvals`.

    A desa holds its musyawarah desa between mid-April and June, a kelurahan its musrenbang in January, in each
    of `YEARS`. Approvals are those of the classes held and the works built, as in `courses` and `projects`;
    what was delivered is their cost, which for some is less than what was approved, and findings of the latest
    meetings say so.
    """
    rng = np.random.default_rng([seed, PART])
    villages = geography.villages
    meetings = pa.concat_tables([_meetings(villages, year, rng) for year in YEARS])
    possible = proposals.answers(projects, project_villages, courses)
    asked = proposals.build(meetings, villages, possible, rng)
    done = _done(projects, project_villages, courses)
    promised = _promised(done, rng)
    return meetings, asked, _findings(meetings, done, promised, rng), _approvals(done, promised)


def _meetings(villages: pa.Table, year: int, rng: np.random.Generator) -> pa.Table:
    """One meeting of every village in the year."""
    desa = np.array(villages["type"].to_pylist()) == "desa"
    count = len(villages)
    invited = rng.integers(45, 75, count) + (villages["population"].to_numpy() / 250).astype(np.int64)
    attended = rng.binomial(invited, rng.beta(*_ATTENDANCE, count))
    kinds = np.where(desa, "musyawarah_desa", "musrenbang_kelurahan").tolist()
    codes = villages["village_code"].to_pylist()
    days = rng.random(count).tolist()
    return pa.table(
        {
            "forum_id": [f"FR-{code}-{year}" for code in codes],
            "village_code": codes,
            "kind": kinds,
            "held_on": [_day(kind, year, share) for kind, share in zip(kinds, days, strict=True)],
            "invited": invited,
            "attended": attended,
            "attended_women": rng.binomial(attended, rng.beta(9.0, 16.0, count)),
            "attended_poor": rng.binomial(attended, rng.beta(3.0, 20.0, count)),
        }
    ).cast(TABLES["forums"].arrow)


def _day(kind: str, year: int, share: float) -> date:
    """A day within the season of a kind of meeting; on a Sunday the Saturday before."""
    day = date(year, *_FIRST_DAY[kind]) + timedelta(days=int(share * _DAYS[kind]))
    return day - timedelta(days=1) if day.weekday() == 6 else day


def _done(projects: pa.Table, project_villages: pa.Table, courses: pa.Table) -> list[dict[str, Any]]:
    """What was delivered up to the latest year: id, year, owner, cost, and the villages served (None: all)."""
    served: dict[str, set[str]] = {}
    for row in project_villages.to_pylist():
        served.setdefault(row["project_id"], set()).add(row["village_code"])
    works = [
        {**row, "item_id": row["project_id"], "villages": served.get(row["project_id"], set())}
        for row in projects.to_pylist()
        if row["status"] == "built"
    ]
    classes = [
        {**row, "item_id": row["course_id"], "villages": None} for row in courses.to_pylist() if row["status"] == "held"
    ]
    return works + classes


def _promised(done: list[dict[str, Any]], rng: np.random.Generator) -> list[int]:
    """Rupiah approved for each item done: its cost, or for some up to a quarter more."""
    more = np.where(rng.random(len(done)) < _SHORTFALL_SHARE, rng.uniform(0.03, 0.25, len(done)), 0.0)
    return [row["cost_idr"] + round(row["cost_idr"] * part) for row, part in zip(done, more.tolist(), strict=True)]


def _findings(
    meetings: pa.Table, done: list[dict[str, Any]], promised: list[int], rng: np.random.Generator
) -> pa.Table:
    """What the latest meetings found: each looks at one item of the last two years that concerns its village.

    Items delivered as promised are confirmed; others are open or answered.
    """
    rows: list[dict[str, object]] = []
    for meeting in meetings.to_pylist():
        if meeting["held_on"].year != YEARS[-1] or rng.random() >= _FINDINGS_SHARE:
            continue
        near = [(row, amount) for row, amount in zip(done, promised, strict=True) if _concerns(row, meeting)]
        if not near:
            continue
        row, amount = near[int(rng.integers(len(near)))]
        unmet = str(rng.choice(["open", "answered", "reopened"], p=[0.6, 0.3, 0.1]))
        rows.append(
            {
                "finding_id": f"{meeting['forum_id']}/{row['item_id']}",
                "forum_id": meeting["forum_id"],
                "item_id": row["item_id"],
                "promised_idr": amount,
                "delivered_idr": row["cost_idr"],
                "status": "confirmed" if amount == row["cost_idr"] else unmet,
            }
        )
    return pa.Table.from_pylist(rows, schema=TABLES["findings"].arrow)


def _concerns(row: dict[str, Any], meeting: dict[str, Any]) -> bool:
    """Whether an item was done in the last two years for the village of a meeting."""
    code = meeting["village_code"]
    served = code in row["villages"] if row["villages"] is not None else code.startswith(row["owner"])
    return bool(served and row["year"] in YEARS)


def _approvals(done: list[dict[str, Any]], promised: list[int]) -> pa.Table:
    """The decisions behind what was done: by the regency's budget for the year, just before it began."""
    rows = [
        {
            "approval_id": f"SK-{row['owner']}-{row['year']}-{number:03d}",
            "year": row["year"],
            "owner": row["owner"],
            "item_id": row["item_id"],
            "village_code": None,
            "amount_idr": amount,
            "decided_on": date(row["year"] - 1, 12, 20),
            "decided_by": "Wali Kota" if row["owner"] == "35.72" else "Bupati",
        }
        for number, (row, amount) in enumerate(zip(done, promised, strict=True), start=1)
    ]
    return pa.Table.from_pylist(rows, schema=TABLES["approvals"].arrow)
