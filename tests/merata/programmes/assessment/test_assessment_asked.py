"""What rulebooks ask of a registry."""

from __future__ import annotations

from rules_by_hand import book

from merata.programmes.assessment.asked import Asked, asked_by

MEMBERS = {
    "members": [{"component": "old", "name": {"id": "-", "en": "-"}, "when": "p.age >= 60", "amount": "each_idr"}]
}
EACH = {"each_idr": 100}


def test_facts_of_conditions_components_and_sentences() -> None:
    said = {"id": "{household.size} di {village.type}", "en": "-"}
    rule = book("poor", {"poor": {"when": "household.desil <= 4", "otherwise": said}}, benefit=MEMBERS, parameters=EACH)
    asked = asked_by([rule])
    assert asked.facts == (("household", "desil"), ("household", "size"), ("person", "age"), ("village", "type"))
    assert asked.columns("person") == {"birth_date"}
    assert asked.members


def test_the_list_of_programmes_is_asked_for_by_programme() -> None:
    first = book('!("pkh" in household.programmes)')
    second = book("poor", {"poor": "household.desil <= 4"}, not_with=["sembako"])
    assert asked_by([first, second]) == Asked((("household", "desil"),), ("pkh", "sembako"), members=False)
    assert asked_by([first], ["pip"]).received == ("pip", "pkh")


def test_a_question_about_members_need_not_name_a_fact() -> None:
    assert asked_by([book("size(persons) >= 4")]) == Asked((), (), members=True)
    assert asked_by([book("family", {"family": "persons.exists(p, household.desil <= 4)"})]).members
    assert not asked_by([book("household.size >= 4")]).members
    assert asked_by([]) == Asked((), (), members=False)
