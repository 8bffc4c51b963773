from __future__ import annotations

import pytest

from merata_portal.actor import SYSTEM, Actor, Held, Refused, Role, SamePerson, refuse_incompatible, refuse_same_person

SITI = Actor(7, "Siti", (Held(Role.SOCIAL_OFFICER, "35.05"),))
SITI_ELSEWHERE = Actor(7, "Siti", (Held(Role.SECTOR_OFFICER, "35.72"),))
BUDI = Actor(8, "Budi", (Held(Role.SOCIAL_OFFICER, "35.05"),))


def test_two_people_may() -> None:
    refuse_same_person(SITI, BUDI, 9, what="approve and pay")
    refuse_same_person(SITI, what="nothing was done before")


@pytest.mark.parametrize("other", [SITI, SITI_ELSEWHERE, 7])
def test_one_person_may_not_whatever_the_role(other: Actor | int) -> None:
    with pytest.raises(SamePerson, match=r"Siti sudah berperan.*approve and pay.*Harus orang lain"):
        refuse_same_person(SITI, 3, other, what="approve and pay")


def test_the_operator_of_the_machine_is_one_person_too() -> None:
    with pytest.raises(Refused):
        refuse_same_person(SYSTEM("one"), SYSTEM("another"), what="propose and approve")


@pytest.mark.parametrize(
    ("held", "wanted", "clash"),
    [
        ([Role.PLANNER], Role.SOCIAL_OFFICER, "planner"),
        ([Role.SECTOR_OFFICER], Role.VILLAGE_OPERATOR, "sector_officer"),
        ([Role.AUDITOR], Role.PLANNER, "auditor"),
        ([Role.AUDITOR], Role.ADMINISTRATOR, "auditor"),
        ([Role.COUNCIL_MEMBER, Role.AUDITOR], Role.PLANNER, "auditor, council_member"),
        ([Role.ADMINISTRATOR], Role.SOCIAL_OFFICER, "administrator"),
    ],
)
def test_roles_that_cannot_be_held_together(held: list[Role], wanted: Role, clash: str) -> None:
    with pytest.raises(SamePerson, match=f"memegang peran {clash}, yang"):
        refuse_incompatible("Siti", held, wanted)


def test_roles_that_can() -> None:
    refuse_incompatible("Siti", [], Role.AUDITOR)
    refuse_incompatible("Siti", [Role.PLANNER], Role.PLANNER)
    refuse_incompatible("Siti", [Role.SOCIAL_OFFICER], Role.SECTOR_OFFICER)
