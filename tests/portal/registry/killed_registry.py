"""Kills itself (SIGKILL) while the registry writes, at many points, and tells what was there afterwards, as JSON.

    python killed_registry.py POINTS

Run with the environment of a portal of its own. Every step is a forked process, because a killed one can do no more;
this one never opens the database, so that none inherits a connection.
"""

# ruff: noqa: PLC0415, T201 - Django is set up first; the result is printed
from __future__ import annotations

import hashlib
import io
import json
import os
import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from killing import counting, in_a_process, spread, work_off

CHUNK_ROWS = 3
FAMILIES = 4
BENEFIT_POINTS = 3
"""Of a list of recipients: the first step, one in the middle and the last, for each takes seconds."""


def counted(killed_at: int) -> list[int]:
    """Count each statement that the registry makes itself, and each report of progress; die at step `killed_at`."""
    from merata_portal.jobs.running import Running
    from merata_portal.registry import bulk, reading

    statements = ((bulk, "execute"), (bulk, "rows"), (bulk, "_load"))
    read = ((reading._Sqlite, "tables"), (reading._Postgresql, "tables"))
    return counting(killed_at, (*statements, (Running, "progress"), *read))


def prepared() -> None:
    from django.core.management import call_command

    from merata_portal.accounts.models import Area
    from merata_portal.registry.models import Village

    call_command("migrate", verbosity=0)
    Area.objects.create(code="35.05", name="K", kind="regency")
    Area.objects.create(code="35.05.01", name="K", kind="kecamatan", parent_id="35.05")
    for code in ("35.05.01.2001", "35.05.01.2002"):
        Area.objects.create(code=code, name="D", kind="village", village_type="desa", parent_id="35.05.01")
        Village.objects.create(
            village_code=code, name="D", type="desa", kecamatan_code="35.05.01", kecamatan="K", regency_code="35.05",
            regency="K", latitude=-8, longitude=112, population=9,
        )  # fmt: skip


def january() -> list[dict[str, Any]]:
    from registry_exports import row

    return [row(3 * one + two, one, f"Slamet {one} {two}") for one in range(1, FAMILIES + 1) for two in range(3)]


def february() -> list[dict[str, Any]]:
    """All move, half of them get another name, two are new, one changes family."""
    from registry_exports import OTHER_VILLAGE, kk, row

    rows = [one | {"kode_desa": OTHER_VILLAGE, "desil_nasional": "7"} for one in january()]
    for one in rows[::2]:
        one["nama_anggota_keluarga"] = "Nama Baru"
    rows[4]["nomor_kartu_keluarga"] = kk(3)
    return [*rows, row(90, 9, "Orang Baru"), row(91, 9, "Orang Kedua")]


def recipients() -> bytes:
    """A list over all families of January, several of whose members receive the same; some had an older amount."""
    from recipient_lists import listed

    paid = (listed_row for one in range(1, FAMILIES + 1) for listed_row in ((3 * one, 10), (3 * one + 1, 5 + one)))
    return listed(*((number, None, "PIP", 2025, idr) for number, idr in paid), (None, 1, "PKH", 2025, 7))


def older_recipients() -> bytes:
    from recipient_lists import listed

    return listed((None, 1, "PIP", 2025, 1_000), (None, 2, "PKH", 2025, 50))


def uploaded(rows: list[dict[str, Any]] | bytes) -> str:
    from registry_exports import as_csv

    from merata_portal.actor import SYSTEM
    from merata_portal.registry.actions.importing import accept_import, start_import

    by = SYSTEM("tests")
    made = start_import(
        by=by, area="35.05", file_name="a.csv", as_of=date(2026, 1, 31),
        content=io.BytesIO(rows if isinstance(rows, bytes) else as_csv(rows)),
    )  # fmt: skip
    work_off()
    accept_import(by=by, uuid=made.uuid)
    return str(made.uuid)


def undo_asked(uuid: str) -> None:
    from uuid import UUID

    from merata_portal.actor import SYSTEM
    from merata_portal.registry.actions.undoing import undo_import

    undo_import(by=SYSTEM("tests"), uuid=UUID(uuid), reason="uji")


def snapshot_asked() -> str:
    from merata_portal.actor import SYSTEM
    from merata_portal.registry.actions.snapshots import take_snapshot

    return str(take_snapshot(by=SYSTEM("tests"), area="35.05").uuid)


def exact_state() -> str:
    from registry_observed import state_of_registry

    return hashlib.sha256(repr(state_of_registry()).encode()).hexdigest()


def meaning() -> str:
    """What the registry says, whatever ids it gave: every row of every table, so that a doubled or lost one shows."""
    from merata_portal.registry.models import Benefit, Household, Membership, NameToken, Person

    identity = {one.id: bytes(one.identity_digest).hex() for one in Person.objects.all()}
    homes = {one.id: bytes(one.identity_digest).hex() for one in Household.objects.all()}
    told = [
        sorted((homes[one.id], one.village_code, one.desil) for one in Household.objects.all()),
        sorted((identity[one.id], one.village_code, bytes(one.record_digest).hex()) for one in Person.objects.all()),
        sorted(
            (identity[one.person_id], homes[one.household_id], str(one.until_day)) for one in Membership.objects.all()
        ),
        sorted((one.token, one.village_code, identity[one.person_id]) for one in NameToken.objects.all()),
        sorted((homes[one.household_id], one.programme_id, one.year, one.annual_idr) for one in Benefit.objects.all()),
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def told_of_snapshot(uuid: str) -> list[Any]:
    from django.conf import settings

    from merata_portal.actor import SYSTEM
    from merata_portal.registry.models import Snapshot
    from merata_portal.registry.queries.snapshots import verify_snapshot

    found = Snapshot.objects.get(uuid=uuid)
    names = sorted(
        path.name for path in (Path(settings.DATA_ROOT) / "portal-snapshots").iterdir() if uuid[:8] in path.name
    )
    return [found.content_hash, verify_snapshot(SYSTEM("tests"), found.uuid).holds, len(names)]


def merged() -> str:
    from registry_exports import nik

    from merata_portal.actor import SYSTEM
    from merata_portal.registry.actions.merging import merge
    from merata_portal.registry.models import Person
    from merata_portal.registry.writing.identity import nik_digest

    kept, absorbed = (Person.objects.get(identity_digest=nik_digest(nik(number))) for number in (3, 6))
    return str(merge(by=SYSTEM("tests"), kept=kept.uuid, absorbed=absorbed.uuid, reason="uji").change_id)


def parted(change_id: str) -> None:
    from merata_portal.actor import SYSTEM
    from merata_portal.registry.actions.merging import unmerge

    unmerge(by=SYSTEM("tests"), change_id=int(change_id), reason="uji")


def chain_holds() -> bool:
    from merata_portal.audit.queries import verify

    return bool(verify().whole)


def benefits_killed(do: Any, points: int) -> tuple[list[list[Any]], list[list[Any]]]:
    """A list of recipients that is killed while it comes in over an older one, and while it is taken back."""
    older = do(lambda: uploaded(older_recipients()))[0]
    do(work_off)
    start_exact = do(exact_state)[0]
    uuid = do(lambda: uploaded(recipients()))[0]
    _, steps = do(work_off)
    whole = do(meaning)[0]
    do(lambda: undo_asked(uuid))
    _, undo_steps = do(work_off)
    killed: tuple[list[list[Any]], list[list[Any]]] = ([], [])
    for point in spread(steps, points):
        uuid = do(lambda: uploaded(recipients()))[0]
        died = do(work_off, killed_at=point)[0] is None
        ended = do(work_off)[0]
        killed[0].append([point, died, ended, do(meaning)[0] == whole])
        do(lambda uuid=uuid: undo_asked(uuid))
        do(work_off)
    for point in spread(undo_steps, points):
        uuid = do(lambda: uploaded(recipients()))[0]
        do(work_off)
        do(lambda uuid=uuid: undo_asked(uuid))
        died = do(work_off, killed_at=point)[0] is None
        ended = do(work_off)[0]
        killed[1].append([point, died, ended, do(exact_state)[0] == start_exact])
    do(lambda: undo_asked(older))
    do(work_off)
    return killed


def main(points: int) -> None:
    do = partial(in_a_process, counted)
    do(prepared)
    found: dict[str, Any] = {}
    # The file that comes second is what is killed: it makes, changes, moves, renames, ends and begins.
    do(lambda: uploaded(january()))
    do(work_off)
    start, start_exact = do(meaning)[0], do(exact_state)[0]
    uuid = do(lambda: uploaded(february()))[0]
    _, steps = do(work_off)
    whole = do(meaning)[0]
    do(lambda: undo_asked(uuid))
    _, undo_steps = do(work_off)
    found["undone"] = [do(exact_state)[0] == start_exact, whole != start]
    found["import"] = []
    for point in spread(steps, points):
        uuid = do(lambda: uploaded(february()))[0]
        died = do(work_off, killed_at=point)[0] is None
        ended = do(work_off)[0]
        found["import"].append([point, died, ended, do(meaning)[0] == whole])
        do(lambda uuid=uuid: undo_asked(uuid))
        do(work_off)
    found["undo"] = []
    for point in spread(undo_steps, points):
        uuid = do(lambda: uploaded(february()))[0]
        do(work_off)
        do(lambda uuid=uuid: undo_asked(uuid))
        died = do(work_off, killed_at=point)[0] is None
        ended = do(work_off)[0]
        found["undo"].append([point, died, ended, do(exact_state)[0] == start_exact])
    found["benefits"], found["benefits_undo"] = benefits_killed(do, min(points, BENEFIT_POINTS))
    change, steps = do(merged)
    do(lambda: parted(change))
    found["merge"] = []
    for point in spread(steps, points):
        died = do(merged, killed_at=point)[0] is None
        found["merge"].append([point, died, "succeeded", do(exact_state)[0] == start_exact])
    uuid = do(snapshot_asked)[0]
    _, steps = do(work_off)
    content_hash = do(lambda: told_of_snapshot(uuid))[0][0]
    found["snapshot"] = []
    for point in spread(steps, points):
        uuid = do(snapshot_asked)[0]
        died = do(work_off, killed_at=point)[0] is None
        ended = do(work_off)[0]
        told = do(lambda uuid=uuid: told_of_snapshot(uuid))[0]
        found["snapshot"].append([point, died, ended, told == [content_hash, True, 1]])
    found["chain"] = do(chain_holds)[0]
    print(json.dumps(found))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "merata_portal.config.settings"
    import django

    django.setup()
    from django.conf import settings

    settings.REGISTRY_CHUNK_ROWS = CHUNK_ROWS
    main(int(sys.argv[1]))
