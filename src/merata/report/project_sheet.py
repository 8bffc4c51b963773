"""A page for each project: maps before, after and of the difference, who gains, cost, and on what it rests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from merata.access.projects.appraisal import Appraisal
from merata.access.projects.appraisal_tables import project_table
from merata.access.projects.rupiah import RupiahGains
from merata.report.access_outcome import most_noticed, outcomes
from merata.report.facility_kinds import kind_name
from merata.report.numbers import Numbers, require_language
from merata.report.project_assumptions import basis, weighted
from merata.report.project_cards import project_cards
from merata.report.project_kinds import KINDS_SHOWN, kind_rows
from merata.report.project_maps import Shown, project_maps
from merata.report.project_rows import VILLAGES_SHOWN, rows_shown, sentences, village_cells, village_rows
from merata.report.texts import Words


@dataclass(frozen=True, slots=True)
class Edition:
    """What the sheets of one appraisal share: their words and numbers, the page's template and style, `rows`, those of
    `project_table` by project_id, and what `Edition.of` was given.
    """

    found: Appraisal
    words: Words
    numbers: Numbers
    template: Template
    css: str
    rows: Mapping[str, Mapping[str, Any]]
    synthetic: bool
    gains: RupiahGains | None
    village_names: Mapping[str, str]

    @staticmethod
    def of(
        found: Appraisal,
        *,
        lang: str = "id",
        synthetic: bool = False,
        gains: RupiahGains | None = None,
        village_names: Mapping[str, str] | None = None,
    ) -> Edition:
        """The sheets of an appraisal in one language. `synthetic`: people, facilities or projects are invented, as
        every sheet then says; `gains`: with what minutes may be worth; `village_names`: of villages that the people's
        file calls by codes. Raises `UsageError` for an unknown language.
        """
        environment = Environment(
            loader=PackageLoader("merata.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        return Edition(
            found,
            Words(require_language(lang)),
            Numbers(lang),
            environment.get_template("project_sheet.html.j2"),
            files("merata.report").joinpath("templates", "project_sheet.css").read_text(encoding="utf-8"),
            {row["project_id"]: row for row in project_table(found).to_pylist()},
            synthetic,
            gains,
            village_names or {},
        )

    def page(self, project: int) -> str:
        """The sheet of a project (its place in the list) as one HTML page that needs no other file and no network."""
        found, words, numbers = self.found, self.words, self.numbers
        row = self.rows[found.plan.projects.project_id[project]]
        seasons = outcomes(found, project)
        place, kind = most_noticed(found, seasons)
        told = list(sentences(found, seasons[place], kind, numbers, words))
        rests = basis(found, project, numbers, words, self.gains)
        # A long name takes a second line of large letters.
        room = rows_shown(
            sum(len(text) for text in [*told, *(each.text for each in rests)]) + 4 * len(str(row["name"]))
        )
        kinds = kind_rows(found, project, min(KINDS_SHOWN, room // 2), numbers, words)
        most = min(VILLAGES_SHOWN, room - len(kinds.rows))
        villages = village_rows(found, seasons, kind, self.village_names, most)
        shown = Shown(project, seasons[place], kind)
        # What tells names apart stands in brackets: in the table it is needed, on a map there is no room for it.
        labels = {each.village: (each.label, each.name.partition(" (")[0]) for each in villages.rows}
        columns = ["before", "after", "saved"]
        columns += ["given_column"] if villages.given else []
        columns += ["within_column"] if found.kinds[kind] in (found.terms.standard_minutes or {}) else []
        context: dict[str, Any] = {
            "lang": words.lang,
            "t": words,
            "n": numbers,
            "version": version("merata"),
            "css": self.css,
            "synthetic": self.synthetic,
            "name": row["name"] or row["project_id"],
            "row": row,
            "rank": words(
                "sheet.rank_weighted" if weighted(found) else "sheet.rank",
                rank=numbers.integer(row["rank"]),
                count=numbers.integer(len(found.plan.projects)),
            ),
            "sentences": told,
            "cards": project_cards(found, project, row, numbers, words),
            "maps": project_maps(found, shown, labels, numbers, words),
            "season_names": found.terms.seasons,
            "kind": kind_name(found.kinds[kind], words),
            "closing": project in found.plan.closed,
            "columns": columns,
            "villages": villages,
            "cells": lambda changes: village_cells(changes, columns, numbers, words),
            "kinds": kinds,
            "basis": rests,
        }
        return self.template.render(context)
