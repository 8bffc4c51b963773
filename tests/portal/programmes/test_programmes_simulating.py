"""What a rule would come to: the same numbers looked at and kept, on a registry that is still what was frozen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import made_targeting
import pyarrow as pa
import pytest
from made_targeting import CHOSEN_IDR, DAY, EACH_IDR, VILLAGES

from merata.programmes.targeting import hash_of, targeted, whole_list
from merata_portal.actor import Actor, Refused
from merata_portal.audit.models import Event
from merata_portal.programmes.actions.rules import register_rulebook, withdraw_rule
from merata_portal.programmes.actions.simulating import simulate
from merata_portal.programmes.models import Simulation
from merata_portal.programmes.queries import simulations
from merata_portal.programmes.queries.previews import preview
from merata_portal.programmes.queries.rulebooks import book_of
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.programmes.tables import scores_of
from merata_portal.registry.models import Snapshot

pytestmark = pytest.mark.django_db


def test_the_numbers_by_hand(planner: Actor) -> None:
    found = made_targeting.simulated(planner)
    # Of twelve, r12 receives it already, r03 and r08 are above decile 3, of r04 it is not known.
    assert (found.households, found.eligible, found.unknown, found.eligible_idr) == (12, 8, 1, 8 * EACH_IDR)
    assert (found.chosen, found.chosen_idr, found.ceiling_idr) == (3, CHOSEN_IDR, CHOSEN_IDR)
    assert found.refused == {"desil": 2, "desil_missing": 1, "sudah_menerima": 1}
    assert found.refused_words["desil"] == [
        "Tidak memenuhi: desil …, batasnya 3.", "Not eligible: decile …, the limit is 3.",
    ]  # fmt: skip
    assert found.by_village[VILLAGES[1]] == {
        "households": 4, "eligible": 3, "unknown": 0, "eligible_idr": 3 * EACH_IDR, "chosen": 1, "chosen_idr": EACH_IDR,
    }  # fmt: skip
    assert found.by_desil["1"] == {
        "households": 4, "eligible": 3, "unknown": 0, "eligible_idr": CHOSEN_IDR, "chosen": 3, "chosen_idr": CHOSEN_IDR,
    }  # fmt: skip
    assert (found.by_desil[""]["unknown"], list(found.by_desil)) == (1, ["1", "2", "3", "5", "7", ""])
    assert (found.area, found.on_day, found.by_user_id) == ("35.05", DAY, planner.user_id)
    told = Event.objects.get(action="programmes.simulate")
    assert (told.rows, told.content_hash) == (3, f"sha256:{found.list_hash}")
    assert simulations.simulation(planner, found.uuid) == found


def test_a_preview_gives_the_same_and_keeps_nothing(planner: Actor) -> None:
    found = made_targeting.simulated(planner)
    seen = preview(planner, found.rule_version.uuid, found.snapshot_uuid, DAY, {}, CHOSEN_IDR)
    stored = {name: getattr(found, name) for name in seen.stored()}
    assert seen.stored() == stored
    assert Simulation.objects.count() == 1


def test_the_hash_is_that_of_the_list_which_anyone_computes_from_the_folder(planner: Actor) -> None:
    frozen = made_targeting.frozen_registry()
    found = made_targeting.simulated(planner, snapshot=frozen, parameters={"desil_max": "2"})
    book = book_of(found.rule_version, {"desil_max": "2"})
    again = targeted(made_targeting.snapshot_folder(frozen), book, DAY, ceiling_idr=CHOSEN_IDR, known=["bantuan_uji"])
    assert found.list_hash == hash_of(whole_list(again))
    assert found.eligible == 6


def test_a_parameter_is_read_as_the_kind_that_it_replaces(planner: Actor) -> None:
    frozen = made_targeting.frozen_registry()
    found = made_targeting.simulated(
        planner, snapshot=frozen, parameters={"payment_idr": "500_000", "desil_max": " "}, ceiling_idr=None
    )
    assert found.parameters == {"payment_idr": "500_000"}
    assert (found.chosen, found.chosen_idr) == (8, 8 * 2_000_000)
    with pytest.raises(ProgrammeRefused) as refused:
        made_targeting.simulated(
            planner, snapshot=frozen, parameters={"desil_max": "dua", "lain": "1", "payments": "-1"}
        )
    for part in ("desil_max must be like 3, not 'dua'", "unknown parameter 'lain'", "payments must be"):
        assert part in refused.value.text_id


def test_money_allotted_to_villages_and_a_part_of_the_area(planner: Actor) -> None:
    frozen = made_targeting.frozen_registry()
    found = made_targeting.simulated(
        planner, snapshot=frozen, ceiling_idr=None, village_ceilings={VILLAGES[0]: EACH_IDR, VILLAGES[1]: 2 * EACH_IDR}
    )
    assert {code: told["chosen"] for code, told in found.by_village.items()} == dict(
        zip(VILLAGES, (1, 2, 0), strict=True)
    )
    desa = made_targeting.simulated(planner, snapshot=frozen, area=VILLAGES[1])
    assert (desa.area, desa.households, desa.chosen) == (VILLAGES[1], 4, 3)
    with pytest.raises(Refused):
        made_targeting.simulated(planner, snapshot=frozen, area="35.72.01.1001")


def test_a_desa_s_list_keeps_the_order_of_need_of_its_own_households(planner: Actor) -> None:
    frozen = made_targeting.frozen_registry()
    names = [f"r{number:02d}" for number in range(1, 13)]
    expected = pa.table({"household_id": names, "expected_idr": [1_000_000 - at for at in range(12)]})
    whole = made_targeting.simulated(planner, snapshot=frozen, expected=expected)
    desa = made_targeting.simulated(planner, snapshot=frozen, area=VILLAGES[1], expected=expected)
    kept = scores_of(desa)
    assert kept is not None
    assert kept.num_rows == desa.households == 4
    assert scores_of(whole) == expected
    again = made_targeting.simulated(planner, snapshot=frozen, area=VILLAGES[1], expected=kept)
    assert again.list_hash == desa.list_hash


def test_an_area_outside_the_snapshot_is_refused(acting: Callable[..., Actor]) -> None:
    everywhere = acting(("planner", "35.05"), ("planner", "35.72"))
    with pytest.raises(ProgrammeRefused, match=r"35\.72 lies outside it"):
        made_targeting.simulated(everywhere, area="35.72")


def test_a_day_without_rules_and_a_negative_ceiling_are_refused(planner: Actor) -> None:
    frozen = made_targeting.frozen_registry()
    with pytest.raises(ProgrammeRefused, match="not in force on 2024-12-31: it is from 2025-01-01 on"):
        made_targeting.simulated(planner, snapshot=frozen, on_day=date(2024, 12, 31))
    with pytest.raises(ProgrammeRefused, match="a ceiling of -1 rupiah"):
        made_targeting.simulated(planner, snapshot=frozen, ceiling_idr=-1)


def test_a_withdrawn_rule_is_not_simulated(planner: Actor) -> None:
    rule = register_rulebook(by=planner, text=made_targeting.RULE)
    frozen = made_targeting.frozen_registry()
    withdraw_rule(by=planner, uuid=rule.uuid, reason="keliru")
    with pytest.raises(ProgrammeRefused, match="was withdrawn: keliru"):
        simulate(by=planner, rule=rule.uuid, snapshot=frozen.uuid, on_day=DAY)


def test_a_registry_that_is_not_what_was_frozen_is_refused(planner: Actor) -> None:
    frozen = made_targeting.frozen_registry()
    households = made_targeting.snapshot_folder(frozen) / "households.parquet"
    households.write_bytes(households.read_bytes() + b" ")
    with pytest.raises(ProgrammeRefused, match=r"is not what was frozen \(households.parquet\)"):
        made_targeting.simulated(planner, snapshot=frozen)
    for path in households.parent.iterdir():
        path.unlink()
    households.parent.rmdir()
    with pytest.raises(ProgrammeRefused, match="is gone"):
        made_targeting.simulated(planner, snapshot=frozen)


def test_whose_areas(planner: Actor, sector: Actor, operator: Actor, acting: Callable[..., Any]) -> None:
    frozen = made_targeting.frozen_registry()
    found = made_targeting.simulated(planner, snapshot=frozen)
    kota = acting(("planner", "35.72"))
    with pytest.raises(Snapshot.DoesNotExist):
        preview(kota, found.rule_version.uuid, frozen.uuid, DAY)
    for by in (sector, operator):
        with pytest.raises(Refused):
            preview(by, found.rule_version.uuid, frozen.uuid, DAY)
    assert list(simulations.simulations(sector)) == [found]
    assert not simulations.simulations(kota).exists()


def test_goods_and_premiums(planner: Actor) -> None:
    frozen = made_targeting.frozen_registry()
    rice = made_targeting.simulated(planner, made_targeting.RICE, snapshot=frozen, ceiling_idr=None)
    assert (rice.chosen, rice.chosen_idr) == (8, 8 * 360_000)
    premium = made_targeting.simulated(planner, made_targeting.PREMIUM, snapshot=frozen, ceiling_idr=None)
    assert premium.chosen_idr == 8 * 2 * 504_000
