from __future__ import annotations

import pytest

from merata_portal.actor import ASSIGNABLE, INCOMPATIBLE, ROLES_OF, Capability, Role, capabilities_of


def test_every_capability_has_a_line_and_somebody_who_has_it() -> None:
    assert set(ROLES_OF) == set(Capability)
    # What another office's system is given is nobody's of the staff: they have their own pages.
    nobodys = [capability for capability, roles in ROLES_OF.items() if not roles & ASSIGNABLE]
    assert set(nobodys) == {Capability.SHARE_REGISTRY, Capability.SHARE_PAYMENTS}


@pytest.mark.parametrize(
    ("capability", "roles"),
    [
        (Capability.REVEAL_NUMBER, {"social_officer", "village_operator"}),
        (Capability.EXPORT_NUMBERS, {"social_officer"}),
        (Capability.PROPOSE_SPENDING, {"planner", "village_operator"}),
        (Capability.APPROVE_SPENDING, {"social_officer", "sector_officer"}),
        (Capability.PAY, {"social_officer", "sector_officer"}),
        (Capability.LAUNCH_PROGRAMME, {"planner", "village_operator"}),
        (Capability.APPROVE_LIST, {"social_officer", "sector_officer"}),
        (Capability.FILE_OBJECTION, {"social_officer", "village_operator"}),
        (Capability.DECIDE_OBJECTION, {"social_officer"}),
        (Capability.HOLD_BALLOT, {"planner", "village_operator"}),
        (Capability.VIEW_AUDIT, {"auditor"}),
        (Capability.MANAGE_ACCOUNTS, {"administrator", "system"}),
    ],
)
def test_who_may_what(capability: Capability, roles: set[str]) -> None:
    assert {role.value for role in ROLES_OF[capability]} == roles


def test_the_system_of_another_office_is_given_what_is_shared_and_its_role_is_no_persons() -> None:
    shared = {Capability.SHARE_REGISTRY, Capability.SHARE_PAYMENTS}
    assert capabilities_of(Role.CLIENT) == shared
    assert Role.CLIENT not in ASSIGNABLE
    assert [ROLES_OF[one] for one in shared] == [{Role.CLIENT}, {Role.CLIENT}]


def test_the_council_sees_money_forums_and_projects_asks_for_its_voters_and_sees_no_names() -> None:
    assert capabilities_of(Role.COUNCIL_MEMBER) == {
        Capability.ENTER_OFFICE, Capability.VIEW_LEDGER, Capability.VIEW_OVERSIGHT, Capability.VIEW_FORUMS,
        Capability.VIEW_PROJECTS, Capability.HOLD_RESES, Capability.SUBMIT_PROPOSAL, Capability.VIEW_PLANS,
        Capability.APPROVE_PLAN,
    }  # fmt: skip


# Whatever shows who somebody is, or what of them was decided, asked or paid.
NAMES = (
    Capability.VIEW_REGISTRY, Capability.REVEAL_NUMBER, Capability.EXPORT_REGISTRY, Capability.EXPORT_NUMBERS,
    Capability.REVIEW_LINKS, Capability.VIEW_PROGRAMMES, Capability.VERIFY_LIST, Capability.MANAGE_ENROLMENT,
    Capability.MAKE_PAYMENTS, Capability.CHECK_PAYMENTS, Capability.RECORD_RECEIPT, Capability.FILE_OBJECTION,
    Capability.DECIDE_OBJECTION, Capability.HANDLE_COMPLAINT, Capability.ROUTE_COMPLAINT, Capability.VIEW_COMPLAINTS,
    Capability.VIEW_TRAINING, Capability.APPLY_FOR_COURSE, Capability.SURVEY_GRADUATE,
)  # fmt: skip


def test_who_oversees_or_makes_accounts_decides_nothing_about_people() -> None:
    assert not capabilities_of(Role.COUNCIL_MEMBER) & set(NAMES)
    assert not capabilities_of(Role.ADMINISTRATOR) & set(NAMES)
    assert capabilities_of(Role.AUDITOR) & set(NAMES) == {
        Capability.VIEW_REGISTRY, Capability.EXPORT_REGISTRY, Capability.VIEW_PROGRAMMES, Capability.VIEW_COMPLAINTS,
        Capability.VIEW_TRAINING,
    }  # fmt: skip


def test_an_administrator_sees_neither_people_nor_money() -> None:
    assert capabilities_of(Role.ADMINISTRATOR) & {
        Capability.VIEW_REGISTRY, Capability.REVEAL_NUMBER, Capability.VIEW_LEDGER, Capability.VIEW_AUDIT,
    } == set()  # fmt: skip


def test_no_person_can_hold_roles_that_both_propose_and_approve() -> None:
    compatible = [
        {first, second}
        for first in ASSIGNABLE
        for second in ASSIGNABLE
        if frozenset({first, second}) not in INCOMPATIBLE
    ]
    for roles in compatible:
        given = set().union(*(capabilities_of(role) for role in roles))
        assert not {Capability.PROPOSE_SPENDING, Capability.APPROVE_SPENDING} <= given
        assert not {Capability.MANAGE_ACCOUNTS, Capability.PAY} <= given
        assert not {Capability.VIEW_AUDIT, Capability.MERGE} <= given
