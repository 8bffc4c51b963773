"""The planning room at full size: a scenario's computation, its pages, a plan drawn up, changed, approved and followed.

    MERATA_DATA=FOLDER .venv/bin/python benchmarks/planning_room.py [--budget MILLIARDS] [--without-computing]

FOLDER is a portal filled by `merata demo` (1.4 million people at scale 1) that nobody else uses: a plan is made in it.
What the worker computes is done in this process. Printed: seconds of the clock, and of the processor in this process,
of each step, and the most memory that the process had. Pages are asked three times as a signed-in reader does; the
quickest counts, beside the bytes and the queries of the page. `--without-computing` takes the newest finished plan.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "merata_portal.config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402 - models need the set-up above
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from merata_portal.accounts.models import Assignment, User  # noqa: E402
from merata_portal.accounts.queries import actor_of  # noqa: E402
from merata_portal.accounts.second_factor import SESSION_KEY  # noqa: E402
from merata_portal.analysis.models import Result  # noqa: E402
from merata_portal.jobs.worker import Worker  # noqa: E402
from merata_portal.planning.actions import approving, packages, revoking  # noqa: E402
from merata_portal.planning.actions.scenarios import make_scenario  # noqa: E402
from merata_portal.planning.models import Plan, Scenario  # noqa: E402
from merata_portal.planning.settings import Settings  # noqa: E402
from merata_portal.registry.models import Snapshot  # noqa: E402

BILLION_IDR = 10**9
AREA, YEAR = "35.05", 2026
TIMES = 3


def somebody(name: str, role: str) -> User:
    user, _made = User.objects.get_or_create(username=name, defaults={"full_name": name, "must_change_password": False})
    Assignment.objects.get_or_create(user=user, role=role, area_id=AREA, defaults={"from_day": date(2024, 1, 1)})
    return user


def timed(name: str, act: Callable[[], Any]) -> Any:
    begun, processor = time.perf_counter(), time.process_time()
    made = act()
    seconds, busy = time.perf_counter() - begun, time.process_time() - processor
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:46} {seconds:8.2f} s, of the processor {busy:8.2f} s, memory {most:6.0f} MB", flush=True)
    return made


def worked() -> None:
    Worker(lease_seconds=600).run(until_empty=True)


def reader(user: User) -> Client:
    client = Client()
    client.force_login(user)
    session = client.session
    session[SESSION_KEY] = user.pk
    session.save()
    return client


def page(client: Client, name: str, address: str) -> None:
    seen: list[tuple[float, float]] = []
    for _time in range(TIMES):
        begun, processor = time.perf_counter(), time.process_time()
        answered = client.get(f"/kantor/rencana/{address}")
        seen.append((time.perf_counter() - begun, time.process_time() - processor))
        assert answered.status_code == 200, (address, answered.status_code)
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/kantor/rencana/{address}")
    seconds, busy = min(seen)
    print(
        f"{name:46} {seconds:8.2f} s, of the processor {busy:8.2f} s, {len(answered.content) / 1000:5.0f} kB, "
        f"{len(asked)} queries",
        flush=True,
    )


def scenario(planner: User, snapshot: Snapshot, budget_idr: int, *, use_ceilings: bool) -> Scenario:
    asked = Settings(
        regency=AREA, year=YEAR, snapshot=str(snapshot.uuid), budget_idr=budget_idr, use_ceilings=use_ceilings
    )
    return make_scenario(
        by=actor_of(planner), area=AREA, year=YEAR, name=f"Waktu {time.time_ns()}", snapshot=snapshot.uuid,
        settings=asked,
    )  # fmt: skip


def computed(planner: User, budget_idr: int) -> tuple[Scenario, Scenario]:
    snapshot = Snapshot.objects.filter(area=AREA, state=Snapshot.State.TAKEN).latest("pk")
    found = []
    for use_ceilings in (False, True):
        words = "within the budget's lines" if use_ceilings else "without the budget's lines"
        asking = partial(scenario, planner, snapshot, budget_idr, use_ceilings=use_ceilings)
        made = timed(f"freeze and ask, {words}", asking)
        timed(f"compute, {words}", worked)
        result = Result.objects.get(uuid=made.result)
        assert result.state == "done", (result.state, result.refused_en)
        found.append(made)
    return found[0], found[1]


def finished() -> tuple[Scenario, Scenario]:
    """The newest finished scenario of the year, to make a plan of, and another finished one beside it."""
    done = list(Result.objects.filter(kind="plan", state="done").values_list("uuid", flat=True))
    every = Scenario.objects.filter(result__in=done, area=AREA).order_by("-pk")
    held = every.filter(year=YEAR).first()
    assert held is not None, "no finished scenario: run without --without-computing"
    return every.exclude(pk=held.pk).first() or held, held


def decided(planner: User, council: User, made: Scenario) -> Plan:
    """A plan of the scenario, with its cheapest work taken out by hand, approved."""
    by, approver = actor_of(planner), actor_of(council)
    plan = timed(
        "draw the plan up",
        lambda: packages.draft_plan(by=by, scenario=made.uuid, name="Waktu", stale_reason="waktu diukur"),
    )
    work = plan.items.filter(kind="project").order_by("amount_idr").first() or plan.items.latest("number")
    timed("change it by hand", lambda: packages.take_out(by=by, plan=plan.uuid, item=work.item_id, reason="diukur"))
    timed("compute what the change costs", worked)
    timed("submit it", lambda: packages.submit(by=by, plan=plan.uuid, reason="diukur"))
    approving.approve(
        by=approver, plan=plan.uuid, decree_number="188/WAKTU", decree_on=date(YEAR, 1, 15), reason="diukur"
    )
    timed(f"carry the decree out, {plan.items.count():,} items", worked)
    plan.refresh_from_db()
    assert plan.state == "approved", plan.steps.latest("pk").reason
    return plan


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--budget", type=int, default=50, help="billions of rupiah")
    parser.add_argument("--without-computing", action="store_true")
    asked = parser.parse_args()
    settings.ALLOWED_HOSTS = ["testserver"]
    planner, council = somebody("waktu_perencana", "planner"), somebody("waktu_dewan", "council_member")
    budget_idr = asked.budget * BILLION_IDR
    free, held = finished() if asked.without_computing else computed(planner, budget_idr)
    client = reader(planner)
    page(client, "page: the list of scenarios", "")
    page(client, "page: a new scenario", "skenario/baru/")
    page(client, "page: a scenario's answer", f"skenario/{held.uuid}/")
    page(client, "page: its package, line by line", f"skenario/{held.uuid}/paket/")
    page(client, "page: what became of the proposals", f"skenario/{held.uuid}/usulan/")
    page(client, "page: two beside each other", f"skenario/banding/?pilih={free.uuid}&pilih={held.uuid}")
    plan = decided(planner, council, held)
    client = reader(council)
    page(client, "page: the plan", f"paket/{plan.uuid}/")
    page(client, "page: its items", f"paket/{plan.uuid}/kegiatan/")
    page(client, "page: monitoring", f"paket/{plan.uuid}/pantau/")
    page(client, "page: monitoring by village", f"paket/{plan.uuid}/pantau/desa/")
    timed("revoke it", lambda: revoking.revoke(by=actor_of(council), plan=plan.uuid, reason="diukur"))


main()
