from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from registry_exports import FAR_VILLAGE, OTHER_VILLAGE, VILLAGE, kk, nik, row, two_families

from merata_portal.actor import Actor
from merata_portal.registry.actions.declaring import move_person
from merata_portal.registry.models import Household, Import, Person
from merata_portal.registry.queries.households import household
from merata_portal.registry.queries.households import person as one_person
from merata_portal.registry.queries.lists import households, persons, village_counts
from merata_portal.registry.queries.searching import search

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(imported: Callable[..., Import]) -> None:
    imported([*two_families(), row(6, 3, "Siti Rahayu", kode_desa=FAR_VILLAGE), row(7, 4, "Muh. Soekarno")])


def names(actor: Actor, text: str) -> list[str]:
    return [one.name for one in search(actor, text).rows]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("siti", ["Siti Aminah", "Siti Rahayu"]),
        ("AMINAH siti", ["Siti Aminah"]),
        ("siti santoso", []),
        ("mohammad sukarno", ["Muh. Soekarno"]),
        (f" {nik(1)} ", ["Slamet Santoso"]),
        ("990501 010180 0001", ["Slamet Santoso"]),
        (kk(2), ["Budi Prasetyo", "Dewi Lestari"]),
        (nik(999), []),
        ("", []),
        ("...", []),
        ("' OR 1=1 --", []),
    ],
)
def test_people_are_found_by_the_words_of_their_name_or_by_number(
    people: None, officer: Actor, text: str, found: list[str]
) -> None:
    assert names(officer, text) == found


def test_nobody_outside_the_area_is_found_listed_or_counted(
    people: None, acting: Callable[..., Actor], officer: Actor
) -> None:
    operator = acting(("village_operator", FAR_VILLAGE))
    assert names(operator, "siti") == ["Siti Rahayu"]
    for text in (nik(1), kk(2), "slamet"):
        assert names(operator, text) == []
    assert [one.name for one in persons(operator).rows] == ["Siti Rahayu"]
    assert [one.village_code for one in households(operator).rows] == [FAR_VILLAGE]
    assert households(operator, village=VILLAGE).rows == ()
    assert village_counts(operator) == {FAR_VILLAGE: (1, 1)}
    other = households(officer, village=VILLAGE).rows[0]
    with pytest.raises(Household.DoesNotExist):
        household(operator, other.uuid)
    with pytest.raises(Person.DoesNotExist):
        one_person(operator, search(officer, "slamet").rows[0].uuid)
    for nobody in (
        acting(),
        acting(("council_member", "35.05")),
        acting(("planner", "35.05")),
        acting(("social_officer", "35.72")),
    ):
        assert names(nobody, "siti") == []
        assert (households(nobody).rows, persons(nobody).rows, village_counts(nobody)) == ((), (), {})


def test_numbers_are_masked_wherever_people_are_shown(people: None, officer: Actor) -> None:
    assert search(officer, "slamet").rows[0].nik_masked == "9905••••••••••01"
    shown = households(officer).rows[0]
    assert shown.kk_masked == "9905••••••••••01"
    assert nik(1) not in repr(household(officer, shown.uuid))


def test_pages_go_on_where_the_last_ended_and_give_everybody_once(
    imported: Callable[..., Import], officer: Actor
) -> None:
    places = (VILLAGE, OTHER_VILLAGE, FAR_VILLAGE)
    imported([row(number, number, f"Siti {number}", kode_desa=places[number % 3]) for number in range(1, 24)])
    for listing in (
        lambda after: search(officer, "siti", after=after, limit=5),
        lambda after: persons(officer, after=after, limit=5),
        lambda after: households(officer, after=after, limit=5),
    ):
        seen, after, pages = [], "", 0
        while True:
            page = listing(after)
            seen += [one.uuid for one in page.rows]
            pages += 1
            after = page.after
            if not after:
                break
        assert (len(seen), len(set(seen)), pages) == (23, 23, 5)
    assert [one.desil for one in households(officer, desil=4).rows] == []
    assert len(households(officer, desil=3, limit=100).rows) == 23


def test_a_page_costs_the_same_few_queries_however_many_rows(people: None, officer: Actor) -> None:
    home = households(officer, village=VILLAGE).rows[0].uuid
    costs = {}
    for name, ask in {
        "household": lambda: household(officer, home),
        "search by two words": lambda: search(officer, "siti aminah"),
        "search by number": lambda: search(officer, nik(1)),
        "households": lambda: households(officer),
        "persons": lambda: persons(officer),
    }.items():
        with CaptureQueriesContext(
            connection,
        ) as context:
            ask()
        costs[name] = len(context)
    assert costs == {
        "household": 11, "search by two words": 6, "search by number": 5, "households": 3, "persons": 3,
    }  # fmt: skip


def test_who_moved_to_anothers_area_is_not_shown_where_they_lived(
    people: None, officer: Actor, acting: Callable[..., Actor]
) -> None:
    agus = search(officer, "agus santoso").rows[0]
    far = search(officer, "siti rahayu").rows[0]
    assert agus.household is not None
    assert far.household is not None
    move_person(by=officer, person=agus.uuid, to_household=far.household, on_day=date(2026, 2, 1), reason="menikah")
    assert [one.person.name for one in household(officer, agus.household).former] == ["Agus Santoso"]
    page = household(acting(("village_operator", VILLAGE)), agus.household)
    assert [one.person.name for one in page.members] == ["Slamet Santoso", "Siti Aminah"]
    assert page.former == ()
    assert agus.uuid not in {one.person for one in page.changes}
