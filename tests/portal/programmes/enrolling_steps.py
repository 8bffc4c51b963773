"""From an approved list to a running launch, step by step, for the tests of who is in it."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from typing import Any

import pyarrow as pa
from made_programmes import OTHER_VILLAGE, VILLAGE, launch

from merata.programmes.targeting import LIST
from merata_portal.actor import SYSTEM, Actor
from merata_portal.jobs.models import UNFINISHED, Job, Status
from merata_portal.jobs.worker import Worker
from merata_portal.programmes.actions import verifying
from merata_portal.programmes.actions.proposing import PROPOSE
from merata_portal.programmes.models import Enrolment, Launch, ListedVillage
from merata_portal.programmes.tables import write_village
from merata_portal.registry.models import Household, Programme, Village

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
MEETING_DAY = date(2026, 2, 10)
EACH_IDR = 1_800_000
LISTS = ("pkh", "sembako", "blt_dana_desa", "blt_dbhcht", "blt_dbhcht_provinsi", "beras", "rastrada", "bantuan_pangan")


def lists_known() -> None:
    """Of these programmes it is known who receives them, be it nobody; and the villages are described."""
    for code, kind in ((VILLAGE, "desa"), (OTHER_VILLAGE, "desa"), ("35.05.10.1004", "kelurahan")):
        Village.objects.get_or_create(
            village_code=code,
            defaults={"name": code, "type": kind, "kecamatan_code": code[:8], "kecamatan": "K", "regency_code": "35.05",
                      "regency": "Kabupaten Blitar", "latitude": -8.1, "longitude": 112.2, "population": 3000},
        )  # fmt: skip
    for programme in LISTS:
        Programme.objects.get_or_create(programme_id=programme, defaults={"name": f"Program {programme}"})


def approved(households: Iterable[Household], *, annual_idr: int = EACH_IDR, **known: Any) -> Launch:
    """An approved launch whose frozen list chose these households; each village has what they need reserved."""
    homes = list(households)
    villages: dict[str, int] = {}
    for one in homes:
        villages[one.village_code] = villages.get(one.village_code, 0) + annual_idr
    made = launch(state="approved", villages=villages or {VILLAGE: annual_idr}, **known)
    freeze(made, homes, annual_idr=annual_idr)
    return made


def freeze(of: Launch, homes: list[Household], *, annual_idr: int = EACH_IDR, chosen: bool = True) -> None:
    """Write the launch's list: a row for each household, in this order of need."""
    for code in sorted({one.village_code for one in homes}):
        rows = [listed_row(one, place, annual_idr, chosen=chosen) for place, one in enumerate(homes, 1)
                if one.village_code == code]  # fmt: skip
        write_village(of, code, pa.Table.from_pylist(rows, LIST))
        ListedVillage.objects.get_or_create(
            launch=of, village_code=code,
            defaults={"households": len(rows), "eligible": len(rows), "unknown": 0, "eligible_idr": 0,
                      "chosen": len(rows), "chosen_idr": annual_idr * len(rows)},
        )  # fmt: skip


def listed_row(home: Household, rank: int, annual_idr: int, *, chosen: bool = True) -> dict[str, Any]:
    """A row of the list; with the household's first members, each with an equal part, for launches to persons."""
    persons = [one.person for one in home.memberships.select_related("person").order_by("id")]
    members = [
        {"person_id": one.dataset_id, "component": "anggota", "annual_idr": annual_idr // len(persons), "counted": True}
        for one in persons
    ]
    return {
        "household_id": home.dataset_id, "village_code": home.village_code, "outcome": "eligible", "reason": "desil",
        "changes": "", "states": "1", "sentence_id": f"Memenuhi: desil {home.desil}.",
        "sentence_en": f"Eligible: decile {home.desil}.", "score": home.desil, "expected_idr": None, "lot": "0" * 16,
        "rank": rank, "annual_idr": annual_idr, "quantity_thousandths": None, "chosen": chosen, "members": members,
    }  # fmt: skip


def work_off() -> Job:
    """Do all that waits; the last job, which must have succeeded."""
    worker = Worker(idle_seconds=0.01)
    while Job.objects.filter(status__in=UNFINISHED).exists():
        worker.run_one()
    last = Job.objects.order_by("queued_at").last()
    assert last is not None
    assert last.status == Status.SUCCEEDED, last.failure_en
    return last


def propose(of: Launch) -> Job:
    """Bring the list before the villages, as the approval asks."""
    from merata_portal.jobs.actions import enqueue  # noqa: PLC0415

    enqueue(by=SYSTEM("uji"), kind=PROPOSE, parameters={"launch": str(of.uuid)}, unique_key=str(of.uuid))
    return work_off()


def hold_meeting(by: Actor, of: Launch, village: str = VILLAGE, **known: Any) -> None:
    """Write a sound meeting down and attach its papers."""
    given: dict[str, Any] = {
        "held_on": MEETING_DAY, "place": "Balai desa", "leader": "Ketua BPD", "invited": 30, "present": 25,
        "present_women": 9, "minutes_number": "140/3/2026",
    }  # fmt: skip
    verifying.record_meeting(by=by, launch=of.uuid, village_code=village, **{**given, **known})
    for kind in ("minutes", "attendance"):
        verifying.attach_to_verification(
            by=by, launch=of.uuid, village_code=village, kind=kind, file_name=f"{kind}.pdf",
            content=io.BytesIO(PDF + kind.encode() + b"%%EOF"),
        )  # fmt: skip


def verify(by: Actor, of: Launch, village: str = VILLAGE) -> None:
    """The whole village's word: everybody confirmed, and closed."""
    hold_meeting(by, of, village)
    verifying.confirm_rest(by=by, launch=of.uuid, village_code=village)
    verifying.close_verification(by=by, launch=of.uuid, village_code=village)


def of(launch_: Launch, home: Household) -> Enrolment:
    return Enrolment.objects.get(launch=launch_, household=home)
