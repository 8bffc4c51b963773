from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings, strategies
from hypothesis.extra.django import TestCase
from made_registry import household

from merata_portal.accounts.models import Area
from merata_portal.actor import SYSTEM, Actor, Held, Role
from merata_portal.personal.columns import unsealed
from merata_portal.registry.models import Household, Membership, Person
from merata_portal.registry.queries import sharing
from merata_portal.registry.queries.sharing import Comparison, Condition, Together

HERE, BESIDE, THERE, AWAY = "35.05.01.2001", "35.05.01.2002", "35.05.10.2001", "35.72.01.1001"


def client(area: str) -> Actor:
    return Actor(-2, "sistem", (Held(Role.CLIENT, area),))


def nik_of(person: Person) -> str:
    return unsealed(Person, "nik_sealed", person.nik_sealed, person.uuid) or ""


def kk_of(home: Household) -> str:
    return unsealed(Household, "kk_sealed", home.kk_sealed, home.uuid) or ""


def people_of(home: Household) -> list[Person]:
    return list(Person.objects.filter(memberships__household=home).order_by("id"))


@pytest.mark.django_db
@pytest.mark.usefixtures("areas")
class TestByNumber:
    def test_a_person_is_found_with_their_household_the_head_first(self) -> None:
        home = household(HERE, "Budi Santoso", "Siti Aminah", desil=2)
        budi, siti = people_of(home)
        found = sharing.household_of_person(client(HERE), nik_of(siti), names=True)
        assert found is not None
        shared, who = found
        assert who == siti.uuid
        assert (shared.uuid, shared.village_code, shared.size, shared.desil) == (home.uuid, HERE, 2, 2)
        assert [(one.uuid, one.name, one.relation) for one in shared.members] == [
            (budi.uuid, "Budi Santoso", "head"), (siti.uuid, "Siti Aminah", "child"),
        ]  # fmt: skip

    def test_names_and_members_are_not_even_opened_where_they_are_not_asked_for(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def never(*_: Any) -> None:
            raise AssertionError

        home = household(HERE, "Budi")
        monkeypatch.setattr(sharing, "unsealed_many", never)
        found = sharing.household_of_person(client(HERE), nik_of(people_of(home)[0]), names=False)
        assert found is not None
        assert [one.name for one in found[0].members] == [None]
        card = sharing.household_of_card(client(HERE), kk_of(home), members=False, names=True)
        assert card is not None
        assert card.members == ()

    @pytest.mark.parametrize(
        ("area", "seen"),
        [(HERE, True), ("35.05.01", True), ("35.05", True), (BESIDE, False), ("35.05.10", False), ("35.72", False)],
    )
    def test_only_the_clients_area_is_found(self, area: str, *, seen: bool) -> None:
        home = household(HERE, "Budi")
        number = nik_of(people_of(home)[0])
        assert (sharing.household_of_person(client(area), number, names=True) is not None) is seen
        assert (sharing.household_of_card(client(area), kk_of(home), members=True, names=True) is not None) is seen

    @pytest.mark.parametrize(
        "actor",
        [
            Actor(-2, "sistem"), SYSTEM("tests"),
            *(Actor(9, "Orang", (Held(role, "35.05"),)) for role in Role if role not in {Role.CLIENT, Role.SYSTEM}),
        ],
    )  # fmt: skip
    def test_nobody_but_a_client_asks_so(self, actor: Actor) -> None:
        home = household(HERE, "Budi")
        assert sharing.household_of_person(actor, nik_of(people_of(home)[0]), names=True) is None
        assert sharing.household_of_card(actor, kk_of(home), members=True, names=True) is None
        assert sharing.households_where(
            actor, Comparison("size", "ge", 0), sort=(), start=0, limit=9, members=True, names=True
        ) == ([], 0)  # fmt: skip

    def test_elsewhere_dead_moved_and_unknown_take_the_same_queries(self, django_assert_num_queries: Any) -> None:
        elsewhere = nik_of(people_of(household(AWAY, "Budi"))[0])
        dead, moved, left = (people_of(household(HERE, name))[0] for name in ("Siti", "Tono", "Umi"))
        Person.objects.filter(id=dead.id).update(died_on=date(2026, 1, 1))
        Person.objects.filter(id=moved.id).update(moved_out_on=date(2026, 1, 1))
        Household.objects.filter(memberships__person=left).update(moved_out_on=date(2026, 1, 1))
        for number in (elsewhere, nik_of(dead), nik_of(moved), nik_of(left), "3505991501800001"):
            with django_assert_num_queries(3):  # the areas twice, and the one that looks
                assert sharing.household_of_person(client("35.05"), number, names=True) is None

    def test_a_record_that_turned_out_to_be_another_gives_that_one(self) -> None:
        kept, absorbed = (people_of(household(HERE, name))[0] for name in ("Budi", "Budhi"))
        Person.objects.filter(id=absorbed.id).update(merged_into_id=kept.id)
        found = sharing.household_of_person(client(HERE), nik_of(absorbed), names=True)
        assert found is not None
        assert found[1] == kept.uuid

    def test_a_member_who_is_registered_elsewhere_is_not_told(self) -> None:
        home = household(HERE, "Budi", "Siti")
        _, siti = people_of(home)
        Person.objects.filter(id=siti.id).update(village_code=AWAY)
        card = sharing.household_of_card(client("35.05"), kk_of(home), members=True, names=True)
        assert card is not None
        assert [one.name for one in card.members] == ["Budi"]
        assert sharing.household_of_person(client("35.05"), nik_of(siti), names=True) is None


VALUES = {"desil": [None, 1, 2, 3], "size": [1, 2, 3]}
comparisons = strategies.one_of(
    strategies.builds(
        Comparison, strategies.sampled_from(["desil", "size"]), strategies.sampled_from(["eq", "lt", "le", "gt", "ge"]),
        strategies.integers(0, 4),
    ),
    strategies.builds(
        Comparison, strategies.sampled_from(["desil", "size"]), strategies.just("in"),
        strategies.lists(strategies.integers(0, 4), min_size=1, max_size=3).map(tuple),
    ),
    strategies.builds(
        Comparison, strategies.just("place"), strategies.just("eq"),
        strategies.sampled_from([HERE, "35.05.01", "35.05", "35.72", "35.0", "", "*", "x"]),
    ),
)  # fmt: skip
conditions: strategies.SearchStrategy[Condition] = strategies.recursive(
    comparisons,
    lambda inner: strategies.builds(
        Together, strategies.sampled_from(["and", "or", "not"]),
        strategies.lists(inner, min_size=1, max_size=3).map(tuple),
    ),
    max_leaves=6,
)  # fmt: skip


def columns(condition: Condition) -> set[str]:
    if isinstance(condition, Comparison):
        return {condition.column}
    return set().union(*(columns(part) for part in condition.parts))


def holds(row: dict[str, Any], condition: Condition) -> bool:
    """The slow and obvious equal: what is not known fulfils neither a condition nor its opposite."""
    if isinstance(condition, Together):
        parts = [holds(row, part) for part in condition.parts]
        if condition.how == "not":
            return not any(parts) and all(row[name] is not None for name in columns(condition))
        return all(parts) if condition.how == "and" else any(parts)
    value, wanted = row[condition.column], condition.value
    if condition.column == "place":
        return wanted == "*" or (wanted != "" and (value == wanted or str(value).startswith(f"{wanted}.")))
    if value is None:
        return False
    if condition.operator == "in":
        return value in wanted  # type: ignore[operator]
    return {
        "eq": value == wanted, "lt": value < wanted, "le": value <= wanted, "gt": value > wanted, "ge": value >= wanted,
    }[condition.operator]  # type: ignore[operator]  # fmt: skip


class TestByDescription(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        for regency in ("35.05", "35.72"):
            Area.objects.create(code=regency, name=regency, kind="regency")
        for village in (HERE, BESIDE, THERE, AWAY):
            kecamatan, regency = village[:8], village[:5]
            Area.objects.get_or_create(code=kecamatan, defaults={"kind": "kecamatan", "parent_id": regency})
            Area.objects.create(code=village, kind="village", village_type="desa", parent_id=kecamatan)
        cls.rows = []
        for village, desil, size in itertools.product((HERE, BESIDE, THERE, AWAY), *VALUES.values()):
            home = household(village, desil=desil)
            Household.objects.filter(id=home.id).update(size=size)
            cls.rows.append({"id": home.id, "uuid": home.uuid, "place": village, "desil": desil, "size": size})

    @settings(max_examples=150, deadline=None)
    @given(condition=conditions, area=strategies.sampled_from([HERE, "35.05.01", "35.05", "35.72"]))
    def test_it_finds_what_the_slow_and_obvious_search_finds(self, condition: Condition, area: str) -> None:
        inside = [row for row in self.rows if row["place"] == area or row["place"].startswith(f"{area}.")]
        expected = [row["uuid"] for row in inside if holds(row, condition)]
        found, total = sharing.households_where(
            client(area), condition, sort=(), start=0, limit=100, members=False, names=False
        )
        assert [one.uuid for one in found] == expected
        assert total == len(expected)

    def test_pages_in_order_meet_everybody_once(self) -> None:
        sort = (("desil", True), ("size", False))
        pages = [
            sharing.households_where(client("35.05"), None, sort=sort, start=at, limit=7, members=False, names=False)[0]
            for at in range(0, 42, 7)
        ]
        found = [(one.desil, one.size) for page in pages for one in page]
        inside = [row for row in self.rows if row["place"].startswith("35.05")]
        wanted = sorted(inside, key=lambda row: (-(row["desil"] or -99), row["size"], row["id"]))
        assert found == [(row["desil"], row["size"]) for row in wanted]
        assert len({one.uuid for page in pages for one in page}) == 36

    def test_far_too_many_are_counted_no_further_and_not_given(self) -> None:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(sharing, "MOST_FOUND", 35)
            assert sharing.households_where(
                client("35.05"), None, sort=(), start=0, limit=9, members=True, names=True
            ) == ([], 36)  # fmt: skip

    def test_who_moved_away_is_not_listed(self) -> None:
        Household.objects.filter(id=self.rows[0]["id"]).update(moved_out_on=date(2026, 1, 1))
        _, total = sharing.households_where(client(HERE), None, sort=(), start=0, limit=9, members=False, names=False)
        assert total == 11

    def test_members_of_a_page_take_as_many_queries_as_of_one_household(self) -> None:
        for row in self.rows[:5]:
            home = Household.objects.get(id=row["id"])
            for one in people_of(household(HERE, "Budi", "Siti")):
                Membership.objects.filter(person=one).update(household=home)
        with self.assertNumQueries(6):  # areas for homes and twice for members; count, page, members
            found, _ = sharing.households_where(
                client(HERE), None, sort=(), start=0, limit=100, members=True, names=True
            )
        assert [len(one.members) for one in found][:5] == [2] * 5
