"""Reads and writes elections in the `.pb` format of Pabulib: sections META, PROJECTS and VOTES of `;`-separated rows.

Ballots of the types approval and choose-1 are approvals; cumulative and scoring give their points; an ordinal
ballot gives its first place `max_length` points (the number of projects where the file does not say), each further
place one less.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from merata.errors import Fault, InputError
from merata.participation.shares.election import BallotKind, Election, Points, Project

SECTIONS = ("META", "PROJECTS", "VOTES")
VOTE_TYPES = ("approval", "choose-1", "cumulative", "scoring", "ordinal")
_NEEDED = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_pabulib(path: Path) -> Election:
    """The election in the file. Raises `InputError` with every fault of the file, by line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        fault = Fault(path.name, None, None, None, "UTF-8", f"byte {error.start} is not UTF-8")
        raise InputError(f"{path.name} cannot be read as text", [fault]) from error
    return parse_pabulib(text, file=path.name)


def parse_pabulib(text: str, *, file: str) -> Election:
    """As `read_pabulib`, of the file's text; `file` is what faults call it."""
    reading = _Reading(file)
    sections = reading.sections(text)
    reading.stop_at_faults()
    meta = {row["key"].strip().lower(): row for row in sections["META"]}
    budget = reading.amount(meta.get("budget", _Row(1, {})), "value", "the budget")
    projects = reading.projects(sections["PROJECTS"])
    kind = meta.get("vote_type", _Row(1, {"value": "approval"}))["value"].strip().lower()
    if kind not in VOTE_TYPES:
        reading.fault(meta["vote_type"].line, "vote_type", kind, "unknown kind of ballot", ", ".join(VOTE_TYPES))
    reading.stop_at_faults()
    longest = reading.whole(meta, "max_length")
    ballots = reading.ballots(
        sections["VOTES"], {one.project_id for one in projects}, kind, longest, longest or len(projects)
    )
    reading.compare(meta, "num_projects", len(projects))
    reading.compare(meta, "num_votes", len(sections["VOTES"]))
    if kind in ("approval", "choose-1"):
        reading.compare_votes(sections["PROJECTS"], ballots)
    reading.stop_at_faults()
    title = meta.get("description", _Row(1, {}))["value"].strip() or file
    ballot_kind: BallotKind = "approval" if kind in ("approval", "choose-1") else "points"
    return Election(title, budget, projects, ballots, ballot_kind)


class _Reading:
    """One file being read, and the faults found in it so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def fault(self, line: int | None, column: str | None, value: str | None, problem: str, expected: str) -> None:
        self.faults.append(Fault(self.file, line, column, value, expected, problem))

    def stop_at_faults(self) -> None:
        if self.faults:
            raise InputError(f"{self.file} has {len(self.faults)} faults; nothing was counted", self.faults)

    def sections(self, text: str) -> dict[str, list[_Row]]:
        found: dict[str, list[_Row]] = {}
        rows: list[_Row] | None = None
        columns: list[str] = []
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
        for cells in reader:
            head = cells[0].strip().upper() if cells else ""
            if not any(cell.strip() for cell in cells):
                continue
            if head in SECTIONS and not any(cell.strip() for cell in cells[1:]):
                if head in found:
                    self.fault(reader.line_num, None, head, "a section that was there before", "each section once")
                rows, columns = found.setdefault(head, []), []
            elif rows is None:
                self.fault(reader.line_num, None, cells[0][:40], "text before any section", "the line META")
                break
            elif not columns:
                columns = [cell.strip().lower() for cell in cells]
            else:
                rows.append(_Row(reader.line_num, dict(zip(columns, cells, strict=False))))
        self._complete(found)
        return found

    def _complete(self, found: Mapping[str, list[_Row]]) -> None:
        for section in SECTIONS:
            if not found.get(section):
                self.fault(None, None, section, "a section is missing or empty", "META, PROJECTS and VOTES")
                continue
            for column in _NEEDED[section]:
                if column not in found[section][0].cells:
                    self.fault(None, column, None, f"{section} lacks a column", ";".join(_NEEDED[section]))

    def amount(self, row: _Row, column: str, what: str) -> Fraction:
        value = _number(row[column])
        if value is None or value <= 0:
            self.fault(row.line, column, row[column] or None, f"{what} is no amount", "a number above 0")
            return Fraction(1)
        return value

    def whole(self, meta: Mapping[str, _Row], key: str) -> int | None:
        text = meta[key]["value"].strip() if key in meta else ""
        if not text:
            return None
        if not text.isdecimal():
            self.fault(meta[key].line, key, text, "not a count", "a whole number")
            return None
        return int(text)

    def projects(self, rows: list[_Row]) -> tuple[Project, ...]:
        found: dict[str, Project] = {}
        for row in rows:
            name = row["project_id"].strip()
            if not name or name in found:
                self.fault(row.line, "project_id", name, "missing, or listed before", "a project of its own")
            cost = self.amount(row, "cost", "the cost")
            selected = {"0": False, "1": True, "2": False}.get(row["selected"].strip())
            found[name] = Project(name, row["name"].strip() or name, cost, selected)
        return tuple(found.values())

    def ballots(
        self, rows: list[_Row], known: set[str], kind: str, longest: int | None, first_place: int
    ) -> tuple[dict[str, Points], ...]:
        voters: set[str] = set()
        ballots = []
        for row in rows:
            voter = row["voter_id"].strip()
            if not voter or voter in voters:
                self.fault(row.line, "voter_id", None, "missing, or voted before", "one ballot for each voter")
            voters.add(voter)
            names = [name.strip() for name in row["vote"].split(",") if name.strip()]
            for name in sorted(set(names) - known):
                self.fault(row.line, "vote", name, "an unknown project", "a project of the section PROJECTS")
            if len(set(names)) < len(names):
                self.fault(row.line, "vote", row["vote"][:80], "a project named twice", "each project once")
            if longest is not None and len(names) > longest:
                self.fault(row.line, "vote", str(len(names)), "more projects than allowed", f"at most {longest}")
            if kind in ("cumulative", "scoring"):
                given = self._points(row, names)
            else:
                given = [first_place - at if kind == "ordinal" else 1 for at in range(len(names))]
            ballots.append({name: points for name, points in zip(names, given, strict=False) if points > 0})
        return tuple(ballots)

    def _points(self, row: _Row, names: list[str]) -> list[Points]:
        texts = [text for text in row["points"].split(",") if text.strip()]
        values = [_number(text) for text in texts]
        if len(values) != len(names) or any(value is None or value < 0 for value in values):
            expected = f"{len(names)} numbers from 0 up, one for each project"
            self.fault(row.line, "points", row["points"][:80], "not a list of points", expected)
            return []
        return [_whole(value) for value in values if value is not None]

    def compare(self, meta: Mapping[str, _Row], key: str, count: int) -> None:
        stated = self.whole(meta, key)
        if stated is not None and stated != count:
            problem = f"the file has {count}: it was cut off, or rows were added"
            self.fault(meta[key].line, key, str(stated), problem, "the number of rows in the file")

    def compare_votes(self, rows: list[_Row], ballots: tuple[dict[str, Points], ...]) -> None:
        counts: dict[str, int] = {}
        for ballot in ballots:
            for name in ballot:
                counts[name] = counts.get(name, 0) + 1
        for row in rows:
            stated, counted = row["votes"].strip(), counts.get(row["project_id"].strip(), 0)
            if stated and stated != str(counted):
                self.fault(row.line, "votes", stated, f"the ballots hold {counted} votes", "the count of the ballots")


def _number(text: str) -> Fraction | None:
    """A decimal number, with a point or a comma; None for anything else."""
    cleaned = text.strip().replace(",", ".")
    try:
        return None if "/" in cleaned or "_" in cleaned else Fraction(cleaned)
    except ValueError:
        return None


def _whole(value: Fraction) -> Points:
    return value.numerator if value.denominator == 1 else value


def pabulib_text(election: Election, winners: frozenset[str], *, rule: str, meta: Mapping[str, str]) -> str:
    """The election as a `.pb` file, read back by `parse_pabulib` as the same; `winners` as its outcome by `rule`.

    `meta` adds what the election does not know: country, unit, instance (the year), currency, …
    """
    buffer = io.StringIO(newline="")
    rows = csv.writer(buffer, delimiter=";", lineterminator="\n")
    scoring = election.kind == "points"
    head = {"description": election.title, **meta, "num_projects": len(election.projects),
            "num_votes": len(election.ballots), "budget": _decimal(election.budget),
            "vote_type": "scoring" if scoring else "approval", "rule": rule}  # fmt: skip
    rows.writerows([["META"], ["key", "value"], *head.items(), ["PROJECTS"]])
    scores = election.scores()
    rows.writerow(["project_id", "name", "cost", "score" if scoring else "votes", "selected"])
    for one in election.projects:
        rows.writerow([one.project_id, one.name, _decimal(one.cost), _decimal(scores[one.project_id]),
                       int(one.project_id in winners)])  # fmt: skip
    rows.writerows([["VOTES"], ["voter_id", "vote", *(["points"] if scoring else [])]])
    for number, ballot in enumerate(election.ballots, start=1):
        points = [",".join(_decimal(value) for value in ballot.values())] if scoring else []
        rows.writerow([number, ",".join(ballot), *points])
    return buffer.getvalue()


def _decimal(value: Points) -> str:
    """A whole or decimal number exactly; refused where it has no finite decimals (`InputError`)."""
    if value.denominator == 1:
        return str(value.numerator)
    for places in range(1, 19):
        if (value * 10**places).denominator == 1:
            whole, rest = divmod(int(value * 10**places), 10**places)
            return f"{whole}.{rest:0{places}d}"
    raise InputError(f"{value} has no finite decimals; the format of Pabulib holds decimal numbers only")
