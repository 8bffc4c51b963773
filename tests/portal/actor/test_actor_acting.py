from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from merata_portal.actor import EVERYWHERE, SYSTEM, SYSTEM_USER_ID, Actor, Capability, Held, Refused, Role

VILLAGE = "35.05.01.2001"
SITI = Actor(7, "Siti", (Held(Role.SOCIAL_OFFICER, "35.05.01"), Held(Role.SOCIAL_OFFICER, "35.05")))


def test_the_narrowest_role_that_fits_is_the_one_it_is_done_by() -> None:
    assert SITI.require(Capability.MERGE, VILLAGE) == Held(Role.SOCIAL_OFFICER, "35.05.01")
    assert SITI.require(Capability.MERGE, "35.05.02.2001") == Held(Role.SOCIAL_OFFICER, "35.05")


@pytest.mark.parametrize("area", ["35.72", "35.72.01.1001", "35", "", EVERYWHERE])
def test_outside_the_area_it_is_refused(area: str) -> None:
    with pytest.raises(Refused) as refused:
        SITI.require(Capability.MERGE, area)
    assert isinstance(refused.value, PermissionError)
    assert isinstance(refused.value, PermissionDenied)  # so that Django answers 403


def test_the_refusal_says_what_is_missing_what_is_held_and_whom_to_ask_in_both_languages() -> None:
    with pytest.raises(Refused) as refused:
        SITI.require(Capability.VIEW_AUDIT, "35.05")
    assert str(refused.value) == (
        "Siti tidak berwenang (view_audit) di wilayah 35.05; perlu peran: auditor; "
        "dipegang: social_officer@35.05.01, social_officer@35.05. Mintalah administrator. / "
        "Siti may not (view_audit) in area 35.05; needs the role: auditor; "
        "holds: social_officer@35.05.01, social_officer@35.05. Ask an administrator."
    )


def test_areas_are_the_outermost_of_the_roles_that_give_the_capability() -> None:
    both = Actor(8, "Budi", (Held(Role.VILLAGE_OPERATOR, VILLAGE), Held(Role.COUNCIL_MEMBER, "35.72")))
    assert SITI.areas(Capability.MERGE) == ("35.05",)
    assert both.areas(Capability.VIEW_LEDGER) == (VILLAGE, "35.72")
    assert both.areas(Capability.REVEAL_NUMBER) == (VILLAGE,)
    assert both.areas(Capability.PAY) == ()
    assert both.may(Capability.REVEAL_NUMBER)
    assert both.may(Capability.REVEAL_NUMBER, VILLAGE)
    assert not both.may(Capability.REVEAL_NUMBER, "35.72")


def test_what_concerns_no_area_needs_the_role_somewhere() -> None:
    auditor = Actor(9, "Ani", (Held(Role.AUDITOR, "35.05"),))
    assert auditor.require_somewhere(Capability.VERIFY_AUDIT) == Held(Role.AUDITOR, "35.05")
    with pytest.raises(Refused, match="needs the role: social_officer"):
        auditor.require_somewhere(Capability.MERGE)


def test_whoever_holds_nothing_may_nothing() -> None:
    nobody = Actor(3, "Tamu")
    assert not any(nobody.may(capability) for capability in Capability)


def test_the_operator_of_the_machine_acts_everywhere_but_reveals_approves_and_pays_nothing() -> None:
    system = SYSTEM("demo")
    assert (system.user_id, system.name) == (SYSTEM_USER_ID, "sistem: demo")
    assert system.require(Capability.IMPORT_REGISTRY, VILLAGE) == Held(Role.SYSTEM, EVERYWHERE)
    forbidden = {
        Capability.REVEAL_NUMBER, Capability.EXPORT_NUMBERS, Capability.PROPOSE_SPENDING,
        Capability.APPROVE_SPENDING, Capability.PAY, Capability.VIEW_REGISTRY,
    }  # fmt: skip
    assert not any(system.may(capability) for capability in forbidden)
    with pytest.raises(ValueError, match="needs a reason"):
        SYSTEM("  ")
