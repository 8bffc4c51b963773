"""A launch is bound to its very simulation, and its whole ceiling stands aside before anyone hears of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import made_programmes
import made_registry
import made_targeting
import pytest
from django.db import connection
from made_targeting import CHOSEN_IDR, DAY, EACH_IDR, VILLAGES

from merata_portal.actor import Actor, Refused
from merata_portal.audit.models import Event
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.models import EarmarkBalance, Line, LineBalance
from merata_portal.ledger.queries import verify
from merata_portal.ledger.refusals import NotEnough
from merata_portal.personal.reasons import ReasonMissing
from merata_portal.programmes.actions.launching import (
    close_launch,
    launch,
    release_surplus,
    top_up,
    withdraw_launch,
)
from merata_portal.programmes.actions.rules import withdraw_rule
from merata_portal.programmes.models import Batch, Launch, Simulation
from merata_portal.programmes.queries import launches
from merata_portal.programmes.refusals import ProgrammeRefused

pytestmark = pytest.mark.django_db


def available(line: int) -> int:
    return LineBalance.objects.get(line=line).available_idr


def reserved(made: Launch) -> dict[str, int]:
    found = EarmarkBalance.objects.filter(earmark__purpose__startswith=made.subject)
    return {
        one.earmark.purpose.removeprefix(f"{made.subject}/"): one.reserved_idr
        for one in found.select_related("earmark")
        if one.reserved_idr
    }


def test_the_whole_ceiling_stands_aside_in_one_entry(planner: Actor) -> None:
    found = made_targeting.simulated(planner)
    line = made_programmes.ledger_line(amount_idr=5_000_000)
    made = made_targeting.launched(planner, found, line=line.pk, plan="rencana:1", reason="APBD 2026")
    # r01, r05 and r09 are of decile 1, one in each village.
    assert reserved(made) == {**dict.fromkeys(VILLAGES, EACH_IDR), "cadangan": 400_000}
    assert available(line.pk) == 5_000_000 - CHOSEN_IDR - 400_000
    assert Event.objects.filter(action="ledger.reserve").count() == 1
    assert (made.state, made.owner, made.area, made.year, made.instalments) == ("launched", "35.05", "35.05", 2026, 4)
    assert (made.programme_id, made.name_id, made.plan, made.goods_unit) == (
        "bantuan_uji", "Bantuan Uji", "rencana:1", "",
    )  # fmt: skip
    told = Event.objects.get(action="programmes.launch")
    assert (told.rows, told.content_hash, told.reason) == (3, f"sha256:{found.list_hash}", "APBD 2026")
    assert launches.launch(planner, made.uuid) == made
    by_place = dict(launches.money_by_village(planner, made.uuid))
    assert list(by_place) == [*VILLAGES, "cadangan"]
    assert by_place["cadangan"].reserved_idr == 400_000
    assert verify().whole


def test_a_simulation_is_launched_once_and_again_when_that_was_withdrawn(planner: Actor) -> None:
    found = made_targeting.simulated(planner)
    first = made_targeting.launched(planner, found)
    with pytest.raises(ProgrammeRefused, match="is launched already"):
        made_targeting.launched(planner, found)
    assert Launch.objects.count() == 1
    withdraw_launch(by=planner, launch=first.uuid, reason="salah pos")
    assert made_targeting.launched(planner, found).state == "launched"


def test_everything_that_does_not_fit_is_said_at_once(acting: Callable[..., Any]) -> None:
    both = acting(("planner", "35.05"), ("planner", "35.72"))
    found = made_targeting.simulated(both)
    wrong = made_programmes.ledger_line("35.72", year=2027)
    with pytest.raises(ProgrammeRefused) as refused:
        made_targeting.launched(
            both, found, line=wrong.pk, ceiling_idr=CHOSEN_IDR - 1, publication="stickers", publication_basis=" "
        )
    for part in (
        "the simulation is of 2026-03-01, the line of 2027",
        "the line is of 35.72, the households of 35.05; money never leaves its owner",
        "the ceiling of Rp3,599,999 is below the Rp3,600,000 that the simulation chose",
        "to show names needs a legal basis",
    ):
        assert part in refused.value.text_en
    assert not Launch.objects.exists()


def test_a_simulation_that_chose_nobody_is_not_launched(planner: Actor) -> None:
    found = made_targeting.simulated(planner, ceiling_idr=0)
    with pytest.raises(ProgrammeRefused, match="the simulation chose nobody"):
        made_targeting.launched(planner, found)


def test_a_rule_withdrawn_after_the_simulation(planner: Actor) -> None:
    found = made_targeting.simulated(planner)
    withdraw_rule(by=planner, uuid=found.rule_version.uuid, reason="keliru")
    with pytest.raises(ProgrammeRefused, match="was withdrawn: keliru"):
        made_targeting.launched(planner, found)


def test_a_registry_that_is_gone_or_changed_after_the_simulation(planner: Actor) -> None:
    frozen = made_targeting.frozen_registry()
    found = made_targeting.simulated(planner, snapshot=frozen)
    path = made_targeting.snapshot_folder(frozen) / "benefits.parquet"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"x")
    with pytest.raises(ProgrammeRefused, match="is not what was frozen"):
        made_targeting.launched(planner, found)
    path.write_bytes(content)
    frozen.delete()
    with pytest.raises(ProgrammeRefused, match="is gone"):
        made_targeting.launched(planner, found)
    assert not Launch.objects.exists()


def test_who_may_launch_where(planner: Actor, social: Actor, sector: Actor, acting: Callable[..., Any]) -> None:
    found = made_targeting.simulated(planner)
    for by in (social, sector):
        with pytest.raises(Refused):
            made_targeting.launched(by, found)
    with pytest.raises(Simulation.DoesNotExist):
        made_targeting.launched(acting(("planner", "35.72")), found)
    with pytest.raises(Simulation.DoesNotExist):
        made_targeting.launched(acting(("village_operator", VILLAGES[0])), found)
    with pytest.raises(ReasonMissing):
        made_targeting.launched(planner, found, reason=" ")
    with pytest.raises(ProgrammeRefused, match="There is no budget line 0"):
        made_targeting.launched(planner, found, line=0)


def test_a_desa_launches_its_own_from_its_own_money(planner: Actor, operator: Actor) -> None:
    text = made_targeting.rule_text(programme="desa_uji", payer="desa")
    found = made_targeting.simulated(planner, text, area=VILLAGES[0])
    regency = made_programmes.ledger_line()
    with pytest.raises(ProgrammeRefused, match=r"the desa pays this programme, not 35\.05"):
        made_targeting.launched(planner, found, line=regency.pk)
    own = made_programmes.ledger_line(VILLAGES[0])
    made = made_targeting.launched(operator, found, line=own.pk)
    assert (made.owner, made.area) == (VILLAGES[0], VILLAGES[0])
    assert reserved(made) == {VILLAGES[0]: 2 * EACH_IDR, "cadangan": 400_000}


def test_a_regency_programme_is_not_paid_by_a_desa(planner: Actor, operator: Actor) -> None:
    found = made_targeting.simulated(planner, area=VILLAGES[0])
    with pytest.raises(ProgrammeRefused, match="the regency pays this programme"):
        made_targeting.launched(operator, found, line=made_programmes.ledger_line(VILLAGES[0]).pk)


@pytest.mark.parametrize(
    ("text", "delivery", "unit", "why"),
    [
        (made_targeting.RULE, "in_kind", "household", "not in kind"),
        (made_targeting.RULE, "bank", "person", "for the household"),
        (made_targeting.RULE, "pigeon", "crowd", "an unknown delivery 'pigeon'; an unknown unit 'crowd'"),
        (made_targeting.RICE, "bank", "household", "is in kind"),
        (made_targeting.PREMIUM, "membership", "household", "a membership is a person's"),
    ],
)
def test_a_benefit_is_given_as_what_it_is(planner: Actor, text: str, delivery: str, unit: str, why: str) -> None:
    found = made_targeting.simulated(planner, text, ceiling_idr=None)
    with pytest.raises(ProgrammeRefused, match=why):
        made_targeting.launched(planner, found, delivery=delivery, unit=unit)


def test_goods_and_memberships(planner: Actor) -> None:
    frozen = made_targeting.frozen_registry()
    rice = made_targeting.launched(
        planner, made_targeting.simulated(planner, made_targeting.RICE, snapshot=frozen, ceiling_idr=None),
        delivery="in_kind",
    )  # fmt: skip
    assert (rice.goods_unit, rice.instalments) == ("kg", 3)
    premium = made_targeting.launched(
        planner, made_targeting.simulated(planner, made_targeting.PREMIUM, snapshot=frozen, ceiling_idr=None),
        delivery="membership", unit="person",
    )  # fmt: skip
    assert (premium.unit, premium.instalments) == ("person", 12)


def test_more_is_set_aside_and_given_back_as_often_as_asked(planner: Actor) -> None:
    line = made_programmes.ledger_line(amount_idr=10_000_000)
    made = made_targeting.launched(planner, line=line.pk)
    for _ in range(2):
        topped = top_up(by=planner, launch=made.uuid, amount_idr=1_000_000, reason="tambahan usulan")
        assert topped.ceiling_idr == CHOSEN_IDR + 400_000 + 1_000_000
        assert reserved(made)["cadangan"] == 1_400_000
        released = release_surplus(by=planner, launch=made.uuid, reason="tidak terpakai")
        assert (released.ceiling_idr, reserved(made)) == (CHOSEN_IDR, dict.fromkeys(VILLAGES, EACH_IDR))
        assert available(line.pk) == 10_000_000 - CHOSEN_IDR
        with pytest.raises(ProgrammeRefused, match="no surplus"):
            release_surplus(by=planner, launch=made.uuid, reason="lagi")
        top_up(by=planner, launch=made.uuid, amount_idr=400_000, reason="kembali")
    with pytest.raises(NotEnough):
        top_up(by=planner, launch=made.uuid, amount_idr=100_000_000, reason="terlalu banyak")
    with pytest.raises(ProgrammeRefused, match="more than nothing"):
        top_up(by=planner, launch=made.uuid, amount_idr=0, reason="x")
    assert verify().whole


def test_a_withdrawn_launch_leaves_no_money_behind(planner: Actor, acting: Callable[..., Any]) -> None:
    made = made_targeting.listed_launch(planner)
    with pytest.raises(Launch.DoesNotExist):
        withdraw_launch(by=acting(("planner", "35.72")), launch=made.uuid, reason="x")
    gone = withdraw_launch(by=planner, launch=made.uuid, reason="anggaran berubah")
    assert (gone.state, gone.ended_reason, gone.ended_by_user_id) == ("withdrawn", "anggaran berubah", planner.user_id)
    assert reserved(made) == {}
    assert available(made.line) == 1_000_000_000
    for refused in (withdraw_launch, release_surplus):
        with pytest.raises(ProgrammeRefused, match="This launch is withdrawn"):
            refused(by=planner, launch=made.uuid, reason="lagi")


@pytest.mark.parametrize("state", ["enrolling", "running", "closed"])
def test_after_the_decree_nothing_is_withdrawn(planner: Actor, state: str) -> None:
    made = made_programmes.launch(state)
    with pytest.raises(ProgrammeRefused, match=f"This launch is {state}"):
        withdraw_launch(by=planner, launch=made.uuid, reason="x")


def test_a_running_launch_is_closed_when_its_money_has_an_end(planner: Actor, social: Actor, sector: Actor) -> None:
    made = made_programmes.launch("running")
    made_programmes.enrolment(made, made_registry.household(made_programmes.VILLAGE, "Siti"), "enrolled")
    batch = Batch.objects.create(
        uuid=uuid4(), launch=made, cycle=made_programmes.cycle(made), number="1", day=DAY, layout_id="x", layout="x",
        state="paid", made_at=made_programmes.NOON, made_by_user_id=0,
    )  # fmt: skip
    with pytest.raises(Refused):
        close_launch(by=planner, launch=made.uuid, reason="x")
    with pytest.raises(ProgrammeRefused, match="1 payment batches are still on their way"):
        close_launch(by=social, launch=made.uuid, reason="akhir tahun")
    batch.state = "settled"
    batch.save()
    with pytest.raises(ProgrammeRefused, match="Rp5,400,000 still stands reserved"):
        close_launch(by=social, launch=made.uuid, reason="akhir tahun")
    # Everything that no decree committed: what is left of the village's, and the reserve.
    assert release_surplus(by=planner, launch=made.uuid, reason="sisa").ceiling_idr == 1_800_000
    closed = close_launch(by=sector, launch=made.uuid, reason="akhir tahun")
    assert (closed.state, closed.ended_by_user_id) == ("closed", sector.user_id)
    assert available(made.line) == 1_000_000_000
    with pytest.raises(ProgrammeRefused, match="This launch is closed"):
        close_launch(by=sector, launch=made.uuid, reason="lagi")
    assert verify().whole


@pytest.mark.django_db(transaction=True)
def test_the_last_rupiah_of_a_line_goes_to_one_of_two_planners(planner: Actor, acting: Callable[..., Any]) -> None:
    frozen = made_targeting.frozen_registry()
    line = made_programmes.ledger_line(amount_idr=CHOSEN_IDR)
    by_each = {
        by: made_targeting.simulated(by, made_targeting.rule_text(desil_max=limit), snapshot=frozen)
        for by, limit in ((planner, 3), (acting(("planner", "35.05")), 2))
    }

    def attempt(by: Actor) -> Any:
        try:
            return launch(
                by=by, simulation=by_each[by].uuid, line=line.pk, ceiling_idr=CHOSEN_IDR, delivery="bank",
                unit="household", reason="uji",
            )  # fmt: skip
        except NotEnough as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(attempt, by_each))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Launch", "NotEnough"]
    assert Launch.objects.count() == 1
    assert available(line.pk) == 0
    assert verify().whole


def test_money_that_runs_out_leaves_no_launch(planner: Actor) -> None:
    found = made_targeting.simulated(planner)
    line = made_programmes.ledger_line(amount_idr=CHOSEN_IDR + 399_999)
    with pytest.raises(NotEnough):
        made_targeting.launched(planner, found, line=line.pk)
    assert not Launch.objects.exists()
    assert not Line.objects.filter(earmarks__isnull=False).exists()
    ledger.amend(
        by=planner, owner="35.05", year=2026, reason="perubahan", key="p",
        ceilings=[made_programmes.Ceiling(line.account_code, "DAU", CHOSEN_IDR + 400_000)],
    )  # fmt: skip
    assert made_targeting.launched(planner, found, line=line.pk).state == "launched"
