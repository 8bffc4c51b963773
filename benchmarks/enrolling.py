"""Delivery at full size: a list of 100,000 households proposed, heard, decreed, enrolled and entitled.

    MERATA_DATA=COPY [MERATA_DATABASE_URL=postgresql://…] .venv/bin/python benchmarks/enrolling.py [--households 100000]

In the folder lies a portal with its registry, as `merata demo` makes it: a COPY, for it is written into. Printed:
seconds of each step (of the processor: this process alone, without PostgreSQL's). The limit: enrol and entitle 100,000
households within 60 s. Then what is asked while somebody waits, and the village's list of who receives nothing.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import time
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from typing import Any
from uuid import uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "merata_portal.config.settings")

import django

django.setup()

import pyarrow as pa  # noqa: E402 - models need the set-up above
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from merata.programmes.targeting import LIST  # noqa: E402
from merata_portal.accounts.models import Assignment, User  # noqa: E402
from merata_portal.actor import SYSTEM, Actor, Held, Role  # noqa: E402
from merata_portal.jobs.actions import enqueue  # noqa: E402
from merata_portal.jobs.models import Job, Status  # noqa: E402
from merata_portal.jobs.worker import Worker  # noqa: E402
from merata_portal.ledger import actions as ledger  # noqa: E402
from merata_portal.ledger.models import Line  # noqa: E402
from merata_portal.ledger.requests import Ceiling, Share  # noqa: E402
from merata_portal.programmes.actions import cycling, verifying  # noqa: E402
from merata_portal.programmes.actions.decreeing import issue_decree  # noqa: E402
from merata_portal.programmes.actions.proposing import PROPOSE  # noqa: E402
from merata_portal.programmes.actions.rules import register_rulebook  # noqa: E402
from merata_portal.programmes.models import (  # noqa: E402
    Cycle,
    Enrolment,
    Launch,
    ListedVillage,
    Simulation,
    Verification,
)
from merata_portal.programmes.queries.of_household import of_household  # noqa: E402
from merata_portal.programmes.queries.unserved import unserved  # noqa: E402
from merata_portal.programmes.tables import write_village  # noqa: E402
from merata_portal.registry.actions.snapshots import take_snapshot  # noqa: E402
from merata_portal.registry.models import Household  # noqa: E402

OWNER, YEAR, EACH_IDR = "35.05", 2026, 1_800_000
PDF = b"%PDF-1.4\n%%EOF\n"


def person(name: str, role: Role) -> Actor:
    user, _ = User.objects.get_or_create(username=f"ukur-{name}", defaults={"full_name": name})
    Assignment.objects.get_or_create(user=user, role=role, area_id=OWNER, defaults={"from_day": "2024-01-01"})
    return Actor(user.pk, name, (Held(role, OWNER),))


def timed(name: str, act: Callable[[], Any], repeat: int = 1) -> Any:
    seconds, busy = [], []
    for _ in range(repeat):
        begun, processor = time.perf_counter(), time.process_time()
        given = act()
        seconds.append(time.perf_counter() - begun)
        busy.append(time.process_time() - processor)
    shown = f"{statistics.median(seconds):8.3f} s, of the processor {statistics.median(busy):7.3f} s"
    print(f"{connection.vendor:10} {name:52} {shown}", flush=True)
    return given


def work_off() -> Any:
    """Do all that waits; the result of the last job, which must have succeeded."""
    Worker().run(until_empty=True)
    last = Job.objects.latest("queued_at")
    if last.status != Status.SUCCEEDED:
        raise SystemExit(f"{last.kind} {last.status}: {last.failure_en}")
    return last.result


def approved(planner: Actor, households: int) -> Launch:
    """A launch of the neediest, as its planner and its approver left it, with a real list and real money."""
    text = files("merata.rulebooks").joinpath("blt_dbhcht.yaml").read_text("utf-8")
    rules, now = register_rulebook(by=planner, text=text), timezone.now()
    homes = list(
        Household.objects.filter(moved_out_on=None, village_code__startswith=OWNER).order_by("desil", "id")
        .values_list("dataset_id", "village_code", "desil")[:households]
    )  # fmt: skip
    by_village: dict[str, list[dict[str, Any]]] = {}
    for rank, (name, code, desil) in enumerate(homes, 1):
        row = dict.fromkeys(LIST.names) | {
            "household_id": name, "village_code": code, "outcome": "eligible", "reason": "desil", "score": desil,
            "sentence_id": f"Memenuhi: desil {desil}.", "sentence_en": f"Eligible: decile {desil}.", "rank": rank,
            "annual_idr": EACH_IDR, "chosen": True, "members": [],
        }  # fmt: skip
        by_village.setdefault(code, []).append(row)
    account = uuid4().hex[:8]
    total = EACH_IDR * households
    ledger.appropriate(
        by=planner, owner=OWNER, year=YEAR, ceilings=[Ceiling(account, "DBHCHT", 2 * total, "assistance")],
        reason="APBD", key=f"apbd-{account}",
    )  # fmt: skip
    line = Line.objects.get(account_code=account)
    simulation = Simulation.objects.create(
        uuid=uuid4(), rule_version=rules, snapshot_uuid=uuid4(), snapshot_hash="0" * 64, area=OWNER,
        on_day=date(YEAR, 1, 31), households=households, eligible=households, unknown=0, eligible_idr=total,
        chosen=households, chosen_idr=total, list_hash="0" * 64, at=now, by_user_id=planner.user_id,
    )  # fmt: skip
    made = Launch.objects.create(
        uuid=uuid4(), simulation=simulation, rule_version=rules, programme_id=rules.programme_id, name_id=rules.name_id,
        name_en=rules.name_en, owner=OWNER, area=OWNER, year=YEAR, line=line.pk, ceiling_idr=total + EACH_IDR,
        delivery="bank", unit="household", instalments=6, state="approved", reason="ukur", made_at=now,
        made_by_user_id=planner.user_id, list_hash="0" * 64, listed_at=now, approved_at=now,
        approved_by_user_id=0,
    )  # fmt: skip
    shares = [Share(line.pk, made.purpose(code), EACH_IDR * len(rows), made.programme_id, code)
              for code, rows in by_village.items()]  # fmt: skip
    shares.append(Share(line.pk, made.purpose(), EACH_IDR, made.programme_id))
    ledger.reserve(by=planner, shares=shares, reason="ukur", key=f"launch:{made.uuid}")
    for code, rows in by_village.items():
        write_village(made, code, pa.Table.from_pylist(rows, LIST))
        ListedVillage.objects.create(
            launch=made, village_code=code, households=len(rows), eligible=len(rows), unknown=0,
            eligible_idr=EACH_IDR * len(rows), chosen=len(rows), chosen_idr=EACH_IDR * len(rows),
        )  # fmt: skip
    return made


def heard(operator: Actor, made: Launch) -> None:
    """Every village's meeting, papers, word and closing."""
    for code in Verification.objects.filter(launch=made).values_list("village_code", flat=True):
        verifying.record_meeting(
            by=operator, launch=made.uuid, village_code=code, held_on=timezone.localdate(), place="Balai desa",
            leader="Ketua BPD", invited=30, present=25, present_women=9, minutes_number="1",
        )  # fmt: skip
        for kind in ("minutes", "attendance"):
            verifying.attach_to_verification(
                by=operator, launch=made.uuid, village_code=code, kind=kind, file_name="a.pdf", content=io.BytesIO(PDF)
            )
        verifying.confirm_rest(by=operator, launch=made.uuid, village_code=code)
        verifying.close_verification(by=operator, launch=made.uuid, village_code=code)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--households", type=int, default=100_000)
    households = parser.parse_args().households
    call_command("migrate", verbosity=0)
    planner, operator = person("perencana", Role.PLANNER), person("operator", Role.VILLAGE_OPERATOR)
    officer, social = person("penetap", Role.SECTOR_OFFICER), person("sosial", Role.SOCIAL_OFFICER)
    made = timed(f"(the list of {households:,} and its money, made ready)", lambda: approved(planner, households))
    parameters = {"launch": str(made.uuid)}
    enqueue(by=SYSTEM("ukur"), kind=PROPOSE, parameters=parameters, unique_key=str(made.uuid))
    print(timed(f"propose {households:,} households", work_off))
    timed("(every village heard)", lambda: heard(operator, made))
    timed(
        "decree",
        lambda: issue_decree(
            by=officer, launch=made.uuid, number="188.45/1", on_day=timezone.localdate(), reason="ukur"
        ),
    )
    print(timed(f"enrol {households:,} households", work_off))
    made.refresh_from_db()
    cycling.open_cycles(by=officer, launch=made.uuid)
    cycle = Cycle.objects.filter(launch=made).order_by("number")[0]
    cycling.entitle(by=officer, cycle_id=cycle.pk)
    print(timed(f"entitle {households:,} households", work_off))
    homes = list(
        Enrolment.objects.filter(launch=made).values_list("household__uuid", flat=True)[:: max(1, households // 40)]
    )
    of_household(social, homes[0])
    shown = iter(homes)
    timed("one household: receives, could receive, why not", lambda: of_household(social, next(shown)), len(homes))
    take_snapshot(by=SYSTEM("ukur"), area=OWNER)
    timed("(the registry frozen)", work_off)
    codes = sorted(set(Enrolment.objects.filter(launch=made).values_list("village_code", flat=True)))[:10]
    places = iter(codes)
    timed("a village: eligible, receives nothing", lambda: unserved(social, next(places)), len(codes))


if __name__ == "__main__":
    main()
