"""All that a regency can choose from (programmes, classes, works), and what a plan is compared with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.access.projects.rupiah_records import RupiahRecord
from merata.planning.choices import assumed
from merata.planning.choices.bands import Payer, bands
from merata.planning.choices.candidates import Candidates, assemble, nothing
from merata.planning.choices.claims import Claims, claims, gather_facts
from merata.planning.choices.completion import with_completion
from merata.planning.choices.courses import courses
from merata.planning.choices.usual_orders import usual_orders
from merata.planning.effects import ADDING_TO_WELFARE, Effect, effects
from merata.planning.limits.budget_lines import BudgetLine
from merata.planning.limits.committed import left_by_village, village_lines
from merata.planning.population import Population
from merata.planning.pulse import still
from merata.planning.simulation.allotment import committed_idr
from merata.planning.wording.said import Said, number
from merata.planning.works.evidence import minutes_evidence
from merata.planning.works.together import Works, works
from merata.programmes.assessment.assessment import Assessment
from merata.programmes.ceilings import village_ceilings
from merata.programmes.rules.loading import rulebook
from merata.programmes.rules.programme_names import available
from merata.programmes.rules.rulebook import Rulebook
from merata.stats.disclosure.rules import RULES
from merata.tables.folder import Dataset


@dataclass(frozen=True, slots=True)
class Menu:
    """All that can be chosen, the claims behind the bands, and the comparisons as flags on the claims.

    `own_funds_idr`: by programme that desa pay from a fund of their own, what each village may spend on it, from the
    `own_lines` of its budget. `works` knows what roads, bridges and facilities do together (None: there are none).
    """

    candidates: Candidates
    claims: Claims
    band_of_claim: NDArray[np.int64]
    comparisons: Mapping[str, NDArray[np.bool_]]
    effects: Mapping[str, Effect]
    notes: tuple[str, ...]
    own_funds_idr: Mapping[str, NDArray[np.int64]]
    own_lines: tuple[BudgetLine, ...]
    works: Works | None

    def as_items(self, claimed: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """A comparison's claims as items: the bands were cut so that each is wholly in or out."""
        chosen = np.zeros(len(self.candidates), dtype=np.bool_)
        chosen[self.band_of_claim[claimed]] = True
        return chosen


def menu(  # noqa: PLR0913 - what a planner may ask for
    dataset: Dataset,
    people: Population,
    regency: str,
    budget_idr: int,
    day: date,
    *,
    villages_too: bool = False,
    minute_records: Sequence[RupiahRecord] = (),
    assumptions: bool = True,
    beat: Callable[[], None] = still,
) -> Menu:
    """Gather the candidates that `regency` can pay, by the rules of the day `day`.

    With `villages_too` also what each desa pays from its own fund, up to its ceiling; with `minute_records` works count
    by the minutes that they save. Without `assumptions` what rests on an assumed record is left out, and the notes say
    how much that is; `UsageError` where nothing is left. `beat` is called between the steps.
    """
    minutes = minutes_evidence(people, minute_records) if minute_records else None
    known = {**effects(dataset), **(minutes.effects if minutes else {})}
    books, notes = _own_programmes(dataset, regency, villages_too=villages_too)
    assessed = gather_facts(dataset, people, books, day).assess(books, day) if books else ()
    own_funds, own_lines = _own_funds(dataset, people, books, day)
    beat()
    wanted = claims(people, assessed, own_funds)
    notes += [_nobody(one) for at, one in enumerate(assessed) if not np.any(wanted.programme == at)]
    left_out = assumed.LeftOut()
    if not assumptions:
        wanted, left_out = assumed.without_assumed_claims(wanted, known, left_out)
    masks = usual_orders(people, wanted, budget_idr, own_funds)
    payer = Payer(regency, _funds(dataset))
    cut, band_of_claim = bands(people, wanted, list(masks.values()), known, payer)
    beat()
    parts = [cut, nothing(len(people)), nothing(len(people))]
    found: Works | None = None
    if dataset.has("courses") and dataset.has("applications"):
        offered = _candidates_of(dataset.read("courses"), regency)
        notes += _without_evidence(offered, "course_id", known)
        known = with_completion(dataset, known, offered["evidence_id"].to_pylist())
        if not assumptions:
            offered, left_out = assumed.without_assumed_rows(offered, known, left_out)
        parts[1] = courses(people, offered, dataset.read("applications"), known)
    else:
        notes += _lacking(dataset, ("courses", "applications"), "kelas", "classes")
    if dataset.has("projects") and dataset.has("project_villages"):
        offered = _candidates_of(dataset.read("projects"), regency)
        notes += [] if minutes else _without_evidence(offered, "project_id", known)
        if not assumptions and not minutes:
            offered, left_out = assumed.without_assumed_rows(offered, known, left_out)
        beat()
        found = works(people, dataset, offered, known, minutes, beat)
        notes += found.notes
        parts[2] = found.candidates
    else:
        notes += _lacking(dataset, ("projects", "project_villages"), "jalan, jembatan, dan fasilitas", "works")
    whole = assemble(people, parts)
    if not assumptions:
        notes += assumed.notes(left_out, left=len(whole))
    return Menu(whole, wanted, band_of_claim, masks, known, tuple(notes), own_funds, own_lines, found)


def _own_funds(
    dataset: Dataset, people: Population, books: Sequence[Rulebook], day: date
) -> tuple[Mapping[str, NDArray[np.int64]], tuple[BudgetLine, ...]]:
    """By programme that desa pay from their own fund, the rupiah each village may still spend on it; and its lines.

    That is the rulebook's share of the fund and no more than the village's budget has for it, less what it pays now.
    """
    codes = people.villages["village_code"].to_pylist()
    found: dict[str, NDArray[np.int64]] = {}
    lines: list[BudgetLine] = []
    for book in books:
        if book.ceiling is not None:
            budget = dataset.read("budget")
            committed = committed_idr(dataset, people, book.programme_id, day)
            own = village_lines(budget, book.ceiling.fund_source, codes, committed, day.year)
            share = village_ceilings(book, budget, codes, committed, day)
            found[book.programme_id] = np.minimum(share, left_by_village(own, codes))
            lines += own
    return found, tuple(lines)


def _funds(dataset: Dataset) -> Mapping[str, str]:
    """The fund source of each programme that names one."""
    if not dataset.has("programmes"):
        return {}
    rows = dataset.read("programmes", ["programme_id", "fund_source"]).to_pylist()
    return {row["programme_id"]: row["fund_source"] for row in rows if row["fund_source"]}


def _own_programmes(dataset: Dataset, regency: str, *, villages_too: bool) -> tuple[list[Rulebook], list[str]]:
    """The rulebooks of programmes that the regency pays (or its desa), and a note on those without one."""
    owners = {regency, "regency", *(("desa",) if villages_too else ())}
    if not dataset.has("programmes"):
        return [], [
            "tanpa tabel programmes tidak ada bantuan yang dapat dipilih / no table of programmes, so no assistance"
        ]
    books: list[Rulebook] = []
    notes: list[str] = []
    for row in dataset.read("programmes").to_pylist():
        if row["owner"] not in owners:
            continue
        if row["programme_id"] not in available():
            notes.append(f"{row['programme_id']}: tanpa buku aturan, bukan calon / no rulebook, not a candidate")
        elif row["kind"] not in ADDING_TO_WELFARE:
            notes.append(_no_evidence(row["programme_id"]))
        else:
            books.append(rulebook(row["programme_id"]))
    return books, notes


def _nobody(assessment: Assessment) -> str:
    """Why a programme pays nobody: the reasons that refuse most, in words."""
    sentences = assessment.sentences()
    likeliest = list(assessment.refused().items())[:2]
    why_id = " ".join(f"{_about(count).text_id}: {sentences[code].id}" for code, count in likeliest)
    why_en = " ".join(f"{_about(count).text_en}: {sentences[code].en}" for code, count in likeliest)
    name = assessment.rulebook.programme_id
    return f"{name}: tidak ada yang memenuhi syarat. {why_id} / nobody is eligible. {why_en}"


def _about(households: int) -> Said:
    """How many households, as everybody may know it: notes stand in the public report, and of those who receive
    already open data tell a rounded count too.
    """
    return number(f"< {RULES.threshold}" if RULES.small(households) else f"± {RULES.rounded(households):,}")


def _candidates_of(table: pa.Table, regency: str) -> pa.Table:
    own = pc.and_(pc.equal(table["owner"], regency), pc.equal(table["status"], "candidate"))
    return table.filter(own)


def _without_evidence(table: pa.Table, key: str, known: Mapping[str, Effect]) -> list[str]:
    rows = table.select([key, "evidence_id"]).to_pylist()
    without = [row[key] for row in rows if row["evidence_id"] not in known]
    return [_no_evidence(", ".join(without))] if without else []


def _lacking(dataset: Dataset, needed: Sequence[str], here: str, there: str) -> list[str]:
    """A note that there is nothing of a kind to choose from, where a table that it needs is not in the dataset."""
    lacking = ", ".join(name for name in needed if not dataset.has(name))
    return [f"tanpa tabel {lacking} tidak ada {here} yang dapat dipilih / without the table {lacking}, no {there}"]


def _no_evidence(name: str) -> str:
    return f"{name}: tanpa bukti dampak, bukan calon / no evidence on its effect, not a candidate"
