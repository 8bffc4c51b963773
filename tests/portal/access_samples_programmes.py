"""Samples of programmes for the matrix: all of a launch whose owner is the village itself."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

from access_samples import Sample, sample

sys.path.append(str(Path(__file__).parent / "programmes"))


def _launch(village: str, state: str = "running", **known: Any) -> Any:
    from made_programmes import launch  # noqa: PLC0415 - models need the settings first

    return launch(state, {village: 36_000_000}, owner=village, area=village, **known)


def _enrolled(village: str, **known: Any) -> Any:
    from made_programmes import enrolment  # noqa: PLC0415
    from made_registry import household  # noqa: PLC0415

    name = f"Nama {uuid4().hex}"
    return enrolment(_launch(village, **known), household(village, name), "enrolled"), name


def _of_a_launch(village: str) -> Sample:
    name = f"Program {uuid4().hex}"
    return Sample({"uuid": _launch(village, name_id=name, name_en=name).uuid}, village, marks=(name,))


def _of_a_village(village: str) -> Sample:
    from made_programmes import NOON  # noqa: PLC0415

    from merata_portal.programmes.models import Verification  # noqa: PLC0415

    made = _launch(village, "approved")
    Verification.objects.create(
        uuid=uuid4(), launch=made, village_code=village, procedure="kelurahan", opened_at=NOON, opened_by_user_id=1
    )
    return Sample({"uuid": made.uuid, "village": village}, village)


def _of_an_enrolment(village: str) -> Sample:
    made, name = _enrolled(village)
    return Sample({"uuid": made.uuid}, village, marks=(name,))


def _of_a_cycle(village: str, **known: Any) -> Sample:
    from made_programmes import cycle, entitlement  # noqa: PLC0415

    made, name = _enrolled(village, **known)
    found = cycle(made.launch)
    entitlement(found, made, quantity=10)
    return Sample({"cycle_id": found.pk}, village, marks=(name,))


def _of_goods(village: str, **more: Any) -> Sample:
    found = _of_a_cycle(village, delivery="in_kind", goods_unit="kg")
    return Sample({**found.arguments, "village": village, **more}, village, marks=found.marks)


def _of_a_batch(village: str, **more: Any) -> Sample:
    from made_programmes import DAY, NOON  # noqa: PLC0415

    from merata_portal.programmes.models import Batch, Cycle  # noqa: PLC0415

    of = Cycle.objects.select_related("launch").get(pk=_of_a_cycle(village).arguments["cycle_id"])
    number = uuid4().hex
    made = Batch.objects.create(
        uuid=uuid4(), launch=of.launch, cycle=of, number=number, day=DAY, layout_id="bank_umum", layout="",
        state="made", made_at=NOON, made_by_user_id=1,
    )  # fmt: skip
    return Sample({"uuid": made.uuid, **more}, village, marks=(number,))


def _of_members(village: str) -> Sample:
    from made_programmes import NOON  # noqa: PLC0415

    from merata_portal.programmes.models import Cycle, MembershipList  # noqa: PLC0415

    of = Cycle.objects.select_related("launch").get(
        pk=_of_a_cycle(village, delivery="membership").arguments["cycle_id"]
    )
    made = MembershipList.objects.create(
        uuid=uuid4(), launch=of.launch, cycle=of, month="2026-01", members=1, entered=1, left=0, changed=0,
        old_hash="0" * 64, new_hash="0" * 64, file_hash="0" * 64, premium_idr=1, made_at=NOON, made_by_user_id=1,
    )  # fmt: skip
    return Sample({"uuid": made.uuid}, village)


for _route in (
    "launch", "launch-list", "launch-approve", "launch-decree", "launch-top-up", "launch-release", "launch-withdraw",
    "launch-close", "listed", "listed-compare", "verifications", "enrolments", "cycles", "cycles-open", "reserve-again",
    "commit-again", "give-back", "launch-graduate", "publication",
):  # fmt: skip
    sample(f"office:{_route}")(_of_a_launch)
for _route in (
    "verification", "verification-record", "verification-say", "verification-add", "verification-confirm-rest",
    "verification-attach", "verification-close", "verification-reopen", "verification-print", "publication-board",
    "publication-stickers",
):  # fmt: skip
    sample(f"office:{_route}")(_of_a_village)
for _route in ("enrolment", "enrolment-pause", "enrolment-leave", "enrolment-again"):
    sample(f"office:{_route}")(_of_an_enrolment)
for _route in ("cycle", "cycle-entitle", "batch-make", "supplier-pay", "membership-make"):
    sample(f"office:{_route}")(_of_a_cycle)
for _route in ("goods", "goods-print"):
    sample(f"office:{_route}")(_of_goods)
for _route in (
    "batch", "batch-check", "batch-pay", "batch-discard", "batch-sent", "batch-return", "batch-settle"
):  # fmt: skip
    sample(f"office:{_route}")(_of_a_batch)
for _route in ("check", "send", "discard", "file", "numbers", "refused"):
    sample(f"office:membership-{_route}")(_of_members)


@sample("office:return-look")
def return_look(village: str) -> Sample:
    return _of_a_batch(village, row_id=1)


sample("office:supplied")(_of_goods)


@sample("office:supplier-return")
def supplier_return(village: str) -> Sample:
    return _of_goods(village, uuid=uuid4())


@sample("office:goods-take-back")
def goods_take_back(village: str) -> Sample:
    return _of_goods(village, uuid=uuid4())


@sample("office:enrolment-lift")
def enrolment_lift(village: str) -> Sample:
    found = _of_an_enrolment(village)
    return Sample({**found.arguments, "pause_id": 1}, village)


@sample("office:verification-file")
def verification_file(village: str) -> Sample:
    found = _of_a_village(village)
    return Sample({**found.arguments, "attachment_uuid": uuid4()}, village)


@sample("office:flag-answer")
def flag_answer(village: str) -> Sample:
    from made_programmes import NOON  # noqa: PLC0415

    from merata_portal.programmes.models import Flag  # noqa: PLC0415

    made, _name = _enrolled(village)
    return Sample({"uuid": Flag.objects.create(uuid=uuid4(), enrolment=made, kind="overlap", at=NOON).uuid}, village)


@sample("office:rule")
def rule(village: str) -> Sample:
    from made_programmes import rule_version  # noqa: PLC0415

    return Sample({"uuid": rule_version().uuid}, None)


sample("office:rule-withdraw")(rule)


@sample("office:simulation")
def simulation(village: str) -> Sample:
    from made_programmes import simulation as made  # noqa: PLC0415

    return Sample({"uuid": made(area=village).uuid}, village)


sample("office:simulation-launch")(simulation)
