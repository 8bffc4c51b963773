from __future__ import annotations

from typing import Any

import pytest
from made_exchange import ALL, client_with_key
from made_registry import household

from merata_portal.exchange.criteria import ByDescription, ByNumber, Criteria
from merata_portal.exchange.models import Client
from merata_portal.exchange.queries.searching import search
from merata_portal.exchange.refusals import QuestionRefused, Why
from merata_portal.exchange.scopes import Attribute
from merata_portal.personal.columns import unsealed
from merata_portal.registry.models import Household, Person
from merata_portal.registry.queries import sharing
from merata_portal.registry.queries.sharing import Comparison

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas")]
HERE, AWAY = "35.05.01.2001", "35.72.01.1001"


@pytest.fixture
def home() -> Household:
    made = household(HERE, "Budi", "Siti", desil=2)
    Person.objects.filter(memberships__household=made).update(
        sex="female", disability=False, schooling_years=9, work_sector="agriculture"
    )
    return made


def nik_of(home: Household, relation: str = "head") -> str:
    one = Person.objects.get(memberships__household=home, relation=relation)
    return unsealed(Person, "nik_sealed", one.nik_sealed, one.uuid) or ""


def told(attributes: tuple[str, ...], criteria: Criteria, area: str = "35.05") -> tuple[dict[str, Any], ...]:
    client, _ = client_with_key(area, attributes=attributes)
    return search(client, criteria).records


def test_with_every_attribute_all_is_told_and_no_number(home: Household) -> None:
    [record] = told(ALL, Criteria(ByNumber("nik", nik_of(home))))
    person = {
        "relationship_head": "head", "sex": "female", "birth_date": "2026-01-31", "is_disabled": False,
        "schooling_years": 9, "work_sector": "agriculture", "name": "Budi",
    }  # fmt: skip
    assert record["place"] == {"code": HERE, "name": f"Desa {HERE}", "kecamatan": "Kecamatan 35.05.01"}
    assert (record["uuid"], record["size"], record["desil"]) == (str(home.uuid), 2, 2)
    assert {name: record["head"][name] for name in person} == person
    assert [one["name"] for one in record["members"]] == ["Budi", "Siti"]
    kk = unsealed(Household, "kk_sealed", home.kk_sealed, home.uuid) or "-"
    for number in (nik_of(home), nik_of(home, "child"), kk):
        assert number not in repr(record)


def test_without_any_only_that_it_is_there(home: Household) -> None:
    assert told((), Criteria(ByNumber("nik", nik_of(home)))) == ({"uuid": str(home.uuid)},)
    [person] = told((), Criteria(ByNumber("nik", nik_of(home)), persons=True))
    assert list(person) == ["uuid"]


KEYS = {
    "place": {"place"}, "group_size": {"size"}, "poverty_score": {"desil"}, "group_head_info": {"head"},
    "member_list": {"members"},
}  # fmt: skip


@pytest.mark.parametrize("attribute", list(Attribute))
def test_each_attribute_tells_itself_and_nothing_else(home: Household, attribute: Attribute) -> None:
    [record] = told((str(attribute),), Criteria(ByNumber("nik", nik_of(home))))
    assert set(record) == {"uuid"} | KEYS.get(str(attribute), set())
    [person] = told((str(attribute),), Criteria(ByNumber("nik", nik_of(home)), persons=True))
    assert set(person) == {"uuid"} | (set() if str(attribute) in KEYS else {str(attribute)})
    for one in (record.get("head"), *record.get("members", ())):
        assert one is None or set(one) == {"uuid"}


def test_a_person_is_told_alone_and_a_family_only_to_who_may_see_members(home: Household) -> None:
    kk = unsealed(Household, "kk_sealed", home.kk_sealed, home.uuid) or ""
    [siti] = told(ALL, Criteria(ByNumber("nik", nik_of(home, "child")), persons=True))
    assert siti["name"] == "Siti"
    assert [one["name"] for one in told(ALL, Criteria(ByNumber("kk", kk), persons=True))] == ["Budi", "Siti"]
    with pytest.raises(QuestionRefused) as refused:
        told(("name",), Criteria(ByNumber("kk", kk), persons=True))
    assert refused.value.why == Why.CRITERIA


@pytest.mark.parametrize("area", ["35.05.01.2002", "35.05.10", "35.72"])
def test_another_areas_person_is_answered_exactly_as_one_who_never_was(home: Household, area: str) -> None:
    client, _ = client_with_key(area)
    there = search(client, Criteria(ByNumber("nik", nik_of(home))))
    nobody = search(client, Criteria(ByNumber("nik", "3505991501800001")))
    assert there == nobody
    assert (there.records, there.total) == ((), 0)


def test_a_client_that_was_closed_meanwhile_finds_nobody(home: Household) -> None:
    client, _ = client_with_key()
    client.state = Client.State.CLOSED
    assert search(client, Criteria(ByNumber("nik", nik_of(home)))).records == ()


def test_a_description_gives_a_page_and_how_many_there_are() -> None:
    homes = [household(HERE, "Budi", desil=desil) for desil in (1, 2, 3, 4)]
    household(AWAY, "Tono", desil=1)
    client, _ = client_with_key(attributes=("poverty_score",))
    found = search(client, Criteria(ByDescription(Comparison("desil", "le", 3), (("desil", True),), page=2, rows=2)))
    assert found.records == ({"uuid": str(homes[0].uuid), "desil": 1},)
    assert (found.total, found.page, found.rows) == (3, 2, 2)


def test_far_too_many_are_refused_rather_than_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        household(HERE, "Budi", desil=1)
    client, _ = client_with_key()
    monkeypatch.setattr(sharing, "MOST_FOUND", 2)
    with pytest.raises(QuestionRefused) as refused:
        search(client, Criteria(ByDescription(Comparison("desil", "eq", 1))))
    assert refused.value.why == Why.TOO_MANY_RECORDS
