"""Which procedure a meeting follows: built in, or the regency's own where its file lies in the data folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.conf import settings

from merata.errors import UsageError
from merata.participation.procedure import Procedure, kinds, procedure, read_procedure
from merata_portal.accounts.models import Area, AreaKind

FOLDER = "procedures"


def procedure_on(kind: str, day: date) -> Procedure:
    """The procedure of that kind as it holds on the day.

    `procedures/<kind>.yaml` in the data folder stands before the built-in one; raises `InputError` with all faults of
    such a file, `UsageError` for a day before the first rule.
    """
    own = Path(settings.DATA_ROOT) / FOLDER / f"{kind}.yaml"
    if own.is_file():
        return read_procedure(own.read_text(encoding="utf-8"), file=own.name, on=day)
    return procedure(kind, on=day)


def held_in(area: Area) -> str:
    """What an area is, as procedures say where a meeting is held: desa, kelurahan, kecamatan or regency."""
    return area.village_type if area.kind == AreaKind.VILLAGE else area.kind


def kinds_in(area: Area, day: date) -> list[str]:
    """The kinds of meeting that such an area holds on the day: a kelurahan has no musyawarah desa."""
    found = []
    for kind in kinds():
        try:
            there = procedure_on(kind, day).held_in
        except UsageError:
            continue  # its rules begin later
        if there == held_in(area):
            found.append(kind)
    return found
