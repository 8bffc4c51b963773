"""The frozen list as it is read: page by page, one household, and why a neighbour and not oneself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import made_programmes
import made_targeting
import pytest
from made_targeting import EACH_IDR, VILLAGES

from merata_portal.actor import Actor
from merata_portal.programmes.models import Launch, ListedVillage
from merata_portal.programmes.queries import launches, listed
from merata_portal.programmes.queries.listed import NotListed, neighbours, of_household, page
from merata_portal.programmes.tables import chosen
from merata_portal.programmes.tables import listed as listed_rows
from merata_portal.registry.models import Household

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(planner: Actor) -> Launch:
    return made_targeting.listed_launch(planner)


def uuid_of(dataset_id: str) -> Any:
    return Household.objects.get(dataset_id=dataset_id).uuid


def test_pages_in_the_order_of_need_those_left_out_last(
    made: Launch, planner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = page(planner, made.uuid, VILLAGES[0])
    assert [one.household_id for one in whole.rows] == ["r01", "r02", "r03", "r04"]
    assert [one.household for one in whole.rows] == [uuid_of(name) for name in ("r01", "r02", "r03", "r04")]
    assert [one.outcome for one in whole.rows] == ["eligible", "eligible", "refused", "undecided"]
    assert [(one.chosen, one.rank is None) for one in whole.rows] == [
        (True, False), (False, False), (False, True), (False, True)
    ]  # fmt: skip
    monkeypatch.setattr(listed, "PAGE_ROWS", 3)
    first = page(planner, made.uuid, VILLAGES[0])
    assert first.after == "3"
    rest = page(planner, made.uuid, VILLAGES[0], first.after)
    assert (first.rows + rest.rows, rest.after) == (whole.rows, "")


@pytest.mark.parametrize(
    ("only", "households"),
    [
        ("chosen", ["r01"]), ("beyond", ["r02"]), ("eligible", ["r01", "r02"]), ("refused", ["r03"]),
        ("undecided", ["r04"]),
    ],
)  # fmt: skip
def test_only_some(made: Launch, planner: Actor, only: str, households: list[str]) -> None:
    assert [one.household_id for one in page(planner, made.uuid, VILLAGES[0], only=only).rows] == households


def test_one_household_with_its_reason_whatever_it_is(made: Launch, planner: Actor) -> None:
    told = {name: of_household(planner, made.uuid, uuid_of(name)) for name in ("r01", "r02", "r03", "r04", "r12")}
    assert told["r01"].reason_id.startswith("Memenuhi: ")
    assert told["r01"].annual_idr == EACH_IDR
    assert told["r02"].reason_id.endswith(" Layak, tetapi pagu habis sebelum urutan ini.")
    assert told["r02"].reason_en.startswith("Eligible: ")
    assert told["r02"].reason_en.endswith(" Eligible, but the ceiling is spent before this place in the order of need.")
    assert told["r03"].reason_id.startswith("Tidak memenuhi: desil 5, batasnya 3.")
    assert "decile 5, the limit is 3" in told["r03"].reason_en
    assert told["r04"].reason_id.startswith("Belum dapat diputuskan: ")
    assert told["r12"].outcome == "refused"
    assert (told["r03"].rank, told["r04"].score, told["r03"].annual_idr) == (None, None, 0)


def test_a_household_that_moved_since_is_found_and_one_that_is_new_is_not(made: Launch, planner: Actor) -> None:
    Household.objects.filter(dataset_id="r01").update(village_code=VILLAGES[1])
    assert of_household(planner, made.uuid, uuid_of("r01")).village_code == VILLAGES[0]
    Household.objects.filter(dataset_id="r03").update(dataset_id="baru")
    with pytest.raises(NotListed):
        of_household(planner, made.uuid, uuid_of("baru"))
    assert page(planner, made.uuid, VILLAGES[0]).rows[2].household is None


def test_why_my_neighbour_and_not_me(made: Launch, planner: Actor) -> None:
    found = neighbours(planner, made.uuid, uuid_of("r03"), uuid_of("r01"))
    assert (found.by, found.code) == ("condition", "desil")
    assert found.said_id.startswith("Syarat yang membedakan: desil paling banyak 3. Keluarga pertama tidak")
    assert (found.first.household_id, found.second.household_id) == ("r03", "r01")
    needier = neighbours(planner, made.uuid, uuid_of("r02"), uuid_of("r01"))
    assert needier.by == "score"
    assert needier.said_en.endswith("so the second comes first. The ceiling is spent between the two.")
    assert neighbours(planner, made.uuid, uuid_of("r06"), uuid_of("r07")).by == "lot"


def test_whose_areas(made: Launch, operator: Actor, sector: Actor, auditor: Actor, acting: Callable[..., Any]) -> None:
    for by in (sector, auditor):
        assert list(launches.launches(by)) == [made]
        assert launches.villages(by, made.uuid).count() == 3
    # A village sees its own part of its regency's launch, and no other's.
    assert list(launches.launches(operator)) == [made]
    assert [one.village_code for one in launches.villages(operator, made.uuid)] == [VILLAGES[0]]
    assert launches.money_by_village(operator, made.uuid) == []
    assert len(page(operator, made.uuid, VILLAGES[0]).rows) == 4
    with pytest.raises(ListedVillage.DoesNotExist):
        page(operator, made.uuid, VILLAGES[1])
    with pytest.raises(Household.DoesNotExist):
        of_household(operator, made.uuid, uuid_of("r05"))
    with pytest.raises(Household.DoesNotExist):
        neighbours(operator, made.uuid, uuid_of("r01"), uuid_of("r05"))
    stranger = acting(("social_officer", "35.72"))
    assert not launches.launches(stranger).exists()
    for ask in (lambda: page(stranger, made.uuid, VILLAGES[0]), lambda: of_household(stranger, made.uuid, uuid4())):
        with pytest.raises(Launch.DoesNotExist):
            ask()
    assert not launches.launches(Actor(-1, "anonim")).exists()


def test_a_village_sees_no_launch_before_it_stands_on_its_list(planner: Actor, operator: Actor) -> None:
    made_targeting.launched(planner)
    assert not launches.launches(operator).exists()


def test_who_is_chosen_stands_in_one_order_with_amounts_and_reasons(made: Launch) -> None:
    rows = chosen(made).to_pylist()
    assert [(one["household_id"], one["person_id"], one["village_code"]) for one in rows] == [
        ("r01", None, VILLAGES[0]), ("r05", None, VILLAGES[1]), ("r09", None, VILLAGES[2]),
    ]  # fmt: skip
    assert {(one["score"], one["annual_idr"], one["quantity"]) for one in rows} == {("1", EACH_IDR, None)}
    assert sorted(one["rank"] for one in rows) == [1, 2, 3]
    assert all(one["reason_id"].startswith("Memenuhi: ") for one in rows)
    (beyond,) = listed_rows(made, "r02")
    assert (beyond["outcome"], beyond["chosen"], beyond["annual_idr"]) == ("eligible", False, EACH_IDR)
    assert beyond["why_not_en"] == "Eligible, but the ceiling is spent before this place in the order of need."
    (refused,) = listed_rows(made, "r03")
    assert (refused["outcome"], refused["annual_idr"]) == ("refused", 0)
    assert refused["why_not_id"].startswith("Tidak memenuhi: desil 5")
    assert listed_rows(made, "r01")[0]["why_not_id"] == ""
    assert listed_rows(made, "lain") == []


def test_persons_and_goods(planner: Actor) -> None:
    frozen = made_targeting.frozen_registry()
    premium = made_targeting.listed_launch(
        planner, made_targeting.simulated(planner, made_targeting.PREMIUM, snapshot=frozen, ceiling_idr=3_024_000),
        delivery="membership", unit="person",
    )  # fmt: skip
    rows = chosen(premium).to_pylist()
    assert [(one["household_id"], one["person_id"], one["annual_idr"]) for one in rows] == [
        (name, f"{name}-{number}", 504_000) for name in ("r01", "r05", "r09") for number in range(2)
    ]
    assert [one["person_id"] for one in listed_rows(premium, "r02")] == ["r02-0", "r02-1"]
    assert [one["person_id"] for one in listed_rows(premium, "r03")] == [None]
    members = of_household(planner, premium.uuid, uuid_of("r01")).members
    assert [(one["person_id"], one["component"]) for one in members] == [("r01-0", "peserta"), ("r01-1", "peserta")]
    rice = made_targeting.listed_launch(
        planner, made_targeting.simulated(planner, made_targeting.RICE, snapshot=frozen), delivery="in_kind",
        line=made_programmes.ledger_line().pk,
    )  # fmt: skip
    assert {one["quantity"] for one in chosen(rice).to_pylist()} == {"30"}
    assert of_household(planner, rice.uuid, uuid_of("r01")).quantity == 30.0
