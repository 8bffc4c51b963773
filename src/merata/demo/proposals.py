"""What the demo's forums ask: proposals in their words, some answered by a candidate course or project."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.demo import facts
from merata.tables.catalogue import TABLES

LATEST_YEAR = 2025
"""The round whose proposals await next year's plan; those of earlier rounds have been answered."""

_LEAST, _MOST = 3, 6  # proposals of a forum
_ASKED_OF_PILLAR = {"infrastructure": 0.42, "training": 0.24, "assistance": 0.22, "participation": 0.12}
_LINKED, _NOT_COSTED = 0.65, 0.18
_EARLIER_ANSWERS = {"delivered": 0.35, "approved": 0.15, "declined": 0.30, "costed": 0.20}
_HAMLETS = ("Krajan", "Sumber", "Tengah", "Kidul", "Lor", "Wetan", "Kulon", "Rejo", "Bendo", "Jati")


@dataclass(frozen=True, slots=True)
class Answers:
    """What could answer a village's proposal: candidate projects that serve it, courses of its regency.

    `projects` is keyed by village code; `courses` by regency code and year.
    """

    projects: dict[str, list[dict[str, Any]]]
    courses: dict[tuple[str, int], list[dict[str, Any]]]


def answers(projects: pa.Table, project_villages: pa.Table, courses: pa.Table) -> Answers:
    """The possible answers from the catalogue's tables."""
    candidates = {
        row["project_id"]: row for row in projects.filter(pc.equal(projects["status"], "candidate")).to_pylist()
    }
    serving: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in project_villages.to_pylist():
        if row["project_id"] in candidates:
            serving[row["village_code"]].append(candidates[row["project_id"]])
    offered: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for row in courses.to_pylist():
        offered[row["owner"], row["year"]].append(row)
    return Answers(dict(serving), dict(offered))


def build(meetings: pa.Table, villages: pa.Table, possible: Answers, rng: np.random.Generator) -> pa.Table:
    """The `proposals` table: three to six of each meeting in `meetings` (catalogue's forums).

    Some are not costed; supporters never exceed those who attended. Proposals of `LATEST_YEAR` await the plan;
    earlier ones are delivered, approved, declined or still only costed.
    """
    types = dict(zip(villages["village_code"].to_pylist(), villages["type"].to_pylist(), strict=True))
    titles = facts.proposal_titles().to_pylist()
    rows: list[dict[str, Any]] = []
    for meeting in meetings.to_pylist():
        fitting = [title for title in titles if title["type"] in ("any", types[meeting["village_code"]])]
        rows.extend(_of_meeting(meeting, fitting, possible, rng))
    return pa.Table.from_pylist(rows, schema=TABLES["proposals"].arrow)


def _of_meeting(
    meeting: dict[str, Any], titles: list[dict[str, Any]], possible: Answers, rng: np.random.Generator
) -> list[dict[str, Any]]:
    """The proposals of one meeting, the most supported first."""
    year, code = meeting["held_on"].year, meeting["village_code"]
    count = int(rng.integers(_LEAST, _MOST + 1))
    chance = np.array([_ASKED_OF_PILLAR[title["pillar"]] for title in titles])
    asked = rng.choice(len(titles), count, replace=False, p=chance / chance.sum())
    support = np.sort(rng.beta(2.2, 1.6, count))[::-1]
    hamlets = rng.permutation(_HAMLETS).tolist()
    word = "Dusun" if meeting["kind"] == "musyawarah_desa" else "Lingkungan"
    rows: list[dict[str, Any]] = []
    taken: set[str] = set()
    for number, (at, share) in enumerate(zip(asked.tolist(), support.tolist(), strict=True), start=1):
        wish = titles[at]
        answer = _answer(wish["pillar"], code, year, possible, taken, rng)
        asked_for = answer or _unanswered(wish, word, hamlets[number - 1], rng)
        if answer:
            taken.add(answer["item_id"])
        row = {
            "proposal_id": f"U-{code}-{year}-{number}",
            "forum_id": meeting["forum_id"],
            "village_code": code,
            "year": year,
            "pillar": wish["pillar"],
            "supporters": max(1, round(share * meeting["attended"])),
            **asked_for,
        }
        rows.append({**row, "status": _status(row, rng)})
    return rows


def _answer(
    pillar: str, code: str, year: int, possible: Answers, taken: set[str], rng: np.random.Generator
) -> dict[str, Any] | None:
    """Title, cost and id of a course or project that answers a village's proposal; None where none does."""
    if pillar == "infrastructure" and year == LATEST_YEAR:
        options = [(row["project_id"], row) for row in possible.projects.get(code, [])]
    elif pillar == "training":
        options = [(row["course_id"], row) for row in possible.courses.get((code[:5], year + 1), [])]
    else:
        return None
    options = [option for option in options if option[0] not in taken]
    if not options or rng.random() >= _LINKED:
        return None
    item_id, row = options[int(rng.integers(len(options)))]
    name = row["name"].replace(" (sintetis)", "")
    title = f"Pelatihan {name[:1].lower()}{name[1:]} bagi warga" if pillar == "training" else name
    return {"title": title, "cost_idr": row["cost_idr"], "item_id": item_id}


def _unanswered(wish: dict[str, Any], word: str, name: str, rng: np.random.Generator) -> dict[str, Any]:
    """Title, cost and programme of a proposal that no course or project answers; some are not costed."""
    million = int(rng.integers(wish["least_million"], wish["most_million"] + 1))
    cost = None if rng.random() < _NOT_COSTED else million * 1_000_000
    title = wish["title"].format(hamlet=f"{word} {name}", name=name)
    return {"title": title, "cost_idr": cost, "item_id": wish["item_id"] or None}


def _status(row: dict[str, Any], rng: np.random.Generator) -> str:
    """Where a proposal stands: raised until costed; the latest await the plan, earlier ones are answered."""
    if row["cost_idr"] is None:
        return "raised"
    if row["year"] == LATEST_YEAR:
        return "costed"
    if row["item_id"] and row["pillar"] == "training":
        return "delivered"  # the class that it names was held in the following year
    return str(rng.choice(list(_EARLIER_ANSWERS), p=list(_EARLIER_ANSWERS.values())))
