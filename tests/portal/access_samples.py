"""What the matrix of routes, roles and areas tries: for each route about something, a sample of that thing.

Every route with arguments that demands a capability needs a sample, or the matrix test fails. An app adds its own:

    @sample("office:household")
    def household(village: str) -> Sample:
        made = …  # something of that village, in the test's database
        return Sample({"id": made.pk}, village, marks=(made.head_name,))

A route that only changes something (POST) is posted to, with an empty form, by those who may not: it must refuse them
before it looks at the form. A sample whose area is None lies in no area: whoever has the capability anywhere may.

`marks` are texts that nobody may read who may not see the thing: they are looked for in every page and list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4


@dataclass(frozen=True)
class Sample:
    """The arguments of a route, the area in which the thing lies, and what tells that it was seen."""

    arguments: dict[str, Any]
    area: str | None
    marks: tuple[str, ...] = field(default=())


Maker = Callable[[str], Sample]
SAMPLES: dict[str, Maker] = {}


def sample(route: str) -> Callable[[Maker], Maker]:
    """Register how a sample for the route of that name is made in a village."""

    def register(maker: Maker) -> Maker:
        if route in SAMPLES:
            raise ValueError(f"there are two samples for {route}")
        SAMPLES[route] = maker
        return maker

    return register


def _about_a_household(village: str, **more: Any) -> Sample:
    from made_registry import household  # noqa: PLC0415 - models need the settings first

    name = f"Nama {uuid4().hex}"
    return Sample({"uuid": household(village, name).uuid, **more}, village, marks=(name,))


def _about_an_import(village: str) -> Sample:
    from made_registry import an_import  # noqa: PLC0415

    name = f"{uuid4().hex}.csv"
    return Sample({"uuid": an_import(village, name).uuid}, village, marks=(name,))


def _about_an_account(village: str) -> Sample:
    made = _assigned(village)
    return Sample({"user_id": made.user_id}, village, marks=(made.user.full_name,))


def _assigned(village: str) -> Any:
    from merata_portal.accounts.models import Assignment, User  # noqa: PLC0415

    user = User.objects.create(username=uuid4().hex, full_name=f"Orang {uuid4().hex}")
    return Assignment.objects.create(user=user, role="village_operator", area_id=village, from_day="2024-01-01")


for _route in ("household", "reveal-kk", "declare-death", "declare-leave", "declare-move"):
    sample(f"office:{_route}")(_about_a_household)
for _route in ("import", "import-accept", "import-resume", "import-discard", "import-undo", "import-faults"):
    sample(f"office:{_route}")(_about_an_import)
for _route in ("person", "role-grant", "person-password", "person-close", "person-open"):
    sample(f"office:{_route}")(_about_an_account)


@sample("office:take-back")
def take_back(village: str) -> Sample:
    return _about_a_household(village, change_id=1)


@sample("office:reveal-nik")
def reveal_nik(village: str) -> Sample:
    from made_registry import person  # noqa: PLC0415

    name = f"Nama {uuid4().hex}"
    return Sample({"uuid": person(village, name, died_on="2026-01-01").uuid}, village, marks=(name,))


@sample("office:pair-decide")
def pair_decide(village: str) -> Sample:
    from made_registry import pair  # noqa: PLC0415

    one, other = f"Nama {uuid4().hex}", f"Nama {uuid4().hex}"
    return Sample({"pair_id": pair(village, one, other).pk}, village, marks=(one, other))


@sample("office:unmerge")
def unmerge(village: str) -> Sample:
    from made_registry import merge  # noqa: PLC0415

    return Sample({"merge_id": merge(village, "Slamet", "Slamet").pk}, village)


@sample("office:snapshot-verify")
def snapshot_verify(village: str) -> Sample:
    from made_registry import snapshot  # noqa: PLC0415

    return Sample({"uuid": snapshot(village).uuid}, village)


@sample("office:entry")
def entry(village: str) -> Sample:
    from merata_portal.actor import SYSTEM  # noqa: PLC0415
    from merata_portal.ledger.actions import appropriate  # noqa: PLC0415
    from merata_portal.ledger.requests import Ceiling  # noqa: PLC0415

    reason = f"APBDes {uuid4().hex}"
    made = appropriate(
        by=SYSTEM("uji"), owner=village, year=2026, ceilings=[Ceiling("1.06.05", "DD", 1_000, "assistance")],
        reason=reason, key=uuid4().hex,
    )  # fmt: skip
    return Sample({"entry_id": made.pk}, village, marks=(reason,))


@sample("office:event")
def event(village: str) -> Sample:
    from django.db import transaction  # noqa: PLC0415

    from merata_portal.actor import SYSTEM  # noqa: PLC0415
    from merata_portal.audit.actions import record  # noqa: PLC0415

    subject = f"person:{uuid4()}"
    with transaction.atomic():
        made = record(by=SYSTEM("uji"), held=None, action="registry.reveal", subject=subject, area=village)
    return Sample({"sequence": made.sequence}, village, marks=(subject,))


def _about_a_job(village: str) -> Sample:
    from merata_portal.actor import SYSTEM  # noqa: PLC0415
    from merata_portal.jobs.actions import enqueue  # noqa: PLC0415

    made = enqueue(by=SYSTEM("uji"), kind="registry.link", parameters={"area": village}, area=village)
    return Sample({"job_id": made.id}, village, marks=(str(made.id),))


sample("office:job")(_about_a_job)
sample("office:job-cancel")(_about_a_job)


@sample("office:role-revoke")
def role_revoke(village: str) -> Sample:
    return Sample({"assignment_id": _assigned(village).pk}, village)


# Each domain keeps its samples in a file of its own.
for _file in sorted(Path(__file__).parent.glob("access_samples_*.py")):
    import_module(_file.stem)
