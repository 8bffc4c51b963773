"""Scenarios: made once and never changed, asked about further, made anew on the newest inputs, put away."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata.tables.folder import Dataset
from merata_portal.actor import Actor, Capability, Held
from merata_portal.analysis.actions.calculating import calculate
from merata_portal.analysis.actions.freezing import freeze
from merata_portal.analysis.models import Inputs
from merata_portal.analysis.queries.datasets import folder
from merata_portal.audit.actions import record
from merata_portal.personal.reasons import sound_reason
from merata_portal.planning.actions.taking import taken_scenario
from merata_portal.planning.done_since import done_items, without_done
from merata_portal.planning.models import Scenario
from merata_portal.planning.refusals import FaultySettings, PlanningRefused
from merata_portal.planning.settings import Settings, faults

MOST_BUDGETS = 12
DONE_SINCE = "Tidak lagi disyaratkan karena sudah terbangun atau terselenggara"
LONGEST_NAME = 120


def make_scenario(
    *, by: Actor, area: str, year: int, name: str, snapshot: UUID, settings: Settings, note: str = "",
    copied_from: UUID | None = None,
) -> Scenario:  # fmt: skip
    """Freeze the inputs with the snapshot's people and ask for the best package.

    Raises `FaultySettings` with every fault, `analysis.refusals.SnapshotGone` by name where the snapshot vanished. What
    cannot be planned (constraints that nothing keeps) is told by the result, which is then refused.
    """
    held = by.require(Capability.RUN_ANALYSIS, area)
    wanted = _named(name)
    note = sound_reason(note)
    told = faults(settings)
    if (settings.regency, settings.year, settings.snapshot) != (area, year, str(snapshot)):
        told.append(("wilayah, tahun atau bekuan tidak sesuai", "area, year or snapshot do not agree"))
    if told:
        raise FaultySettings(told)
    inputs = freeze(by=by, area=area, snapshot=snapshot)
    with transaction.atomic():
        origin = None if copied_from is None else Scenario.objects.get(uuid=copied_from, area=area)
        return _made(
            by, held, Scenario(area=area, year=year, name=wanted, note=note, copied_from=origin), settings, inputs
        )


def refresh(*, by: Actor, scenario: UUID) -> Scenario:
    """The same choices on the newest inputs, as another scenario; the same one where nothing is newer.

    What was demanded and is built or held by now is no choice any more: it is dropped, and the note says so.
    """
    by.require_somewhere(Capability.RUN_ANALYSIS)
    with transaction.atomic():
        old, held = taken_scenario(by, scenario)
    settings = Settings.from_json(old.settings)
    inputs = freeze(by=by, area=old.area, snapshot=UUID(settings.snapshot))
    settings, done = without_done(settings, done_items(Dataset(folder(inputs))))
    note = old.note if not done else f"{old.note} {DONE_SINCE}: {', '.join(done)}.".strip()
    with transaction.atomic():
        like = Scenario(area=old.area, year=old.year, name=old.name, note=note, copied_from=old)
        made = _made(by, held, like, settings, inputs, old.result)
        if made.result != old.result:
            return made
        transaction.set_rollback(True)
    return old


@transaction.atomic
def ask_frontier(*, by: Actor, scenario: UUID, budgets: Sequence[int]) -> Scenario:
    """Ask what other budgets would give within the same limits; rupiah a year, two or more."""
    found, held = taken_scenario(by, scenario)
    wanted = sorted(set(budgets))
    if not 2 <= len(wanted) <= MOST_BUDGETS or wanted[0] <= 0:
        raise PlanningRefused(
            f"Isi 2 sampai {MOST_BUDGETS} anggaran yang berbeda, masing-masing di atas nol.",
            f"Give 2 to {MOST_BUDGETS} different budgets, each above zero.",
        )
    found.frontier = _ask(by, found, "frontier", {"budgets": wanted})
    found.save(update_fields=["frontier"])
    _record(by, held, found, "ask_frontier", {"budgets": len(wanted)})
    return found


@transaction.atomic
def ask_why(*, by: Actor, scenario: UUID, name: str) -> Scenario:
    """Ask why a programme, course, work or proposal is not in the package, and what it would cost to have it there."""
    found, held = taken_scenario(by, scenario)
    wanted = sound_reason(name)
    if not 0 < len(wanted) <= LONGEST_NAME:
        raise PlanningRefused("Sebut pilihan yang ditanyakan.", "Name what is asked about.")
    found.whys = {**found.whys, wanted: str(_ask(by, found, "why", {"name": wanted}))}
    found.save(update_fields=["whys"])
    _record(by, held, found, "ask_why", {"name": wanted})
    return found


@transaction.atomic
def put_away(*, by: Actor, scenario: UUID, back: bool = False) -> Scenario:
    """Take a scenario out of the lists, or `back` into them; nothing of it is deleted."""
    found, held = taken_scenario(by, scenario)
    found.put_away_at = None if back else timezone.now()
    found.save(update_fields=["put_away_at"])
    _record(by, held, found, "take_out_again" if back else "put_away", {})
    return found


def _made(
    by: Actor, held: Held, made: Scenario, settings: Settings, inputs: Inputs, replaces: UUID | None = None
) -> Scenario:
    result = calculate(by=by, kind="plan", inputs=inputs.uuid, parameters=settings.parameters(), replaces=replaces)
    made.uuid, made.settings, made.inputs, made.result = uuid4(), settings.as_json(), inputs.uuid, result.uuid
    made.made_at, made.made_by_user_id = timezone.now(), by.user_id
    made.save(force_insert=True)
    _record(by, held, made, "make_scenario", {"result": str(result.uuid), "budget": f"Rp{settings.budget_idr:,}"})
    return made


def _ask(by: Actor, found: Scenario, kind: str, more: dict[str, object]) -> UUID:
    parameters = Settings.from_json(found.settings).parameters() | more
    asked = calculate(by=by, kind=kind, inputs=found.inputs, parameters=parameters)
    uuid: UUID = asked.uuid
    return uuid


def _named(name: str) -> str:
    wanted = sound_reason(name)
    if not 0 < len(wanted) <= LONGEST_NAME:
        raise PlanningRefused(
            f"Beri nama paling banyak {LONGEST_NAME} huruf.", f"Give a name of at most {LONGEST_NAME} letters."
        )
    return wanted


def _record(by: Actor, held: Held, found: Scenario, what: str, data: dict[str, str | int]) -> None:
    record(by=by, held=held, action=f"planning.{what}", subject=found.subject, area=found.area, data=data)
