"""Recipients of two programmes in a regency of four villages, and editions made of them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import made_registry

from merata_portal.actor import Actor
from merata_portal.analysis.actions import publishing
from merata_portal.analysis.models import Publication
from merata_portal.jobs.worker import Worker
from merata_portal.programmes.models import Cycle, Enrolment
from merata_portal.registry.models import Benefit, Person, Programme

sys.path.append(str(Path(__file__).parent / "programmes"))
AREA, YEAR = "35.05", 2026
ONE, TWO, THREE, FOUR = "35.05.01.2001", "35.05.01.2002", "35.05.10.2001", "35.05.10.1004"
RECIPIENTS = {
    (ONE, "female"): 12, (ONE, "male"): 3, (TWO, "female"): 7, (TWO, "male"): 9, (THREE, "female"): 2,
    (THREE, "male"): 8, (FOUR, "male"): 1,
}  # fmt: skip
"""Of one programme. Three cells are small."""


def cycle(programme: str = "blt_dbhcht", **known: Any) -> Cycle:
    """An instalment of a running launch of the regency."""
    from made_programmes import cycle as made_cycle  # noqa: PLC0415 - its folder was put on the path here
    from made_programmes import launch, packaged, rule_version  # noqa: PLC0415

    text = packaged("blt_dbhcht")
    rule = rule_version("blt_dbhcht", text=text) if programme == "blt_dbhcht" else rule_version(programme)
    return made_cycle(launch("running", {ONE: 3_600_000}, rule_version=rule, **known))


def receive(of: Cycle, recipients: dict[tuple[str, str], int], *, disabled: Iterable[str] = ()) -> None:
    """So many households of each village and sex of the head received; in villages `disabled` each first one has a
    member with a disability."""
    from made_programmes import enrolment, entitlement  # noqa: PLC0415

    for (village, sex), count in recipients.items():
        for number in range(count):
            home = made_registry.household(village, f"Orang {number}", head_sex=sex)
            if number == 0 and village in disabled:
                Person.objects.filter(memberships__household=home).update(disability=True)
            entitlement(of, enrolment(of.launch, home, "verified"), "received")


def recorded(programme: str, recipients: dict[str, int], year: int = 2025) -> None:
    """So many households of each village are on another office's list of that year, as the registry records it."""
    Programme.objects.get_or_create(programme_id=programme, defaults={"name": f"Program {programme}"})
    for village, count in recipients.items():
        for number in range(count):
            home = made_registry.household(village, f"Penerima {number}")
            Benefit.objects.create(household=home, programme_id=programme, year=year, annual_idr=1_200_000)


def prepared(by: Actor, year: int = YEAR) -> Publication:
    """An edition prepared by the worker."""
    job = publishing.prepare(by=by, area=AREA, year=year)
    Worker().run(until_empty=True)
    return Publication.objects.get(job=job.id)


def published(planner: Actor, social: Actor, year: int = YEAR) -> Publication:
    """An edition that one prepared and another published."""
    return publishing.publish(by=social, publication=prepared(planner, year).uuid)


def truth() -> Counter[tuple[str, ...]]:
    """What is so: households that received, by programme, area (village, kecamatan, regency), dimension and category
    of it ("" all); of other offices' lists the dimension is "recorded"."""
    found: Counter[tuple[str, ...]] = Counter()
    for one in (
        Enrolment.objects.filter(entitlements__state="received").select_related("launch", "household").distinct()
    ):
        home = one.household
        disabled = Person.objects.filter(memberships__household=home, disability=True).exists()
        for area in (home.village_code, home.village_code[:8], AREA):
            for group in (home.head_sex, ""):
                found[one.launch.programme_id, area, "head_sex", str(group)] += 1
            for group in ("somebody" if disabled else "nobody", ""):
                found[one.launch.programme_id, area, "disability", group] += 1
    for listed in Benefit.objects.select_related("household"):
        village = listed.household.village_code
        for area in (village, village[:8], AREA):
            found[listed.programme_id, area, "recorded", ""] += 1
    return found
