"""What a client may be allowed: which kinds of questions, for which purposes, and what may be told of a household.

An agreement between two offices (perjanjian kerja sama) names each of them; what it does not name is refused.
"""

from __future__ import annotations

from enum import StrEnum


class Scope(StrEnum):
    """A kind of question."""

    SEARCH = "registry:search"  # one person or family, by a number that the asker knows
    LIST = "registry:list"  # households of a description: nobody's number is known beforehand
    DISBURSEMENTS = "payments:disbursements"


class Purpose(StrEnum):
    """Why it is asked: the fixed set of purpose codes, as UU 27/2022 art. 20-21 wants processing to have one."""

    SOCIAL_ASSISTANCE = "SOCIAL-ASSISTANCE"  # who may receive assistance
    HEALTH_INSURANCE = "HEALTH-INSURANCE"  # whose contribution the state pays (PBI JK)
    EDUCATION = "EDUCATION"
    DISASTER = "DISASTER"
    VERIFICATION = "VERIFICATION"  # whether an office's own record is right
    PAYMENT = "PAYMENT"  # paying what was decided here


class Attribute(StrEnum):
    """What may be told of a household beyond that it is there. No number of a person or family is among them."""

    PLACE = "place"  # village and kecamatan
    SIZE = "group_size"
    POVERTY = "poverty_score"  # desil, 1 the poorest
    HEAD = "group_head_info"
    MEMBERS = "member_list"
    NAMES = "name"
    BIRTH_DATE = "birth_date"
    SEX = "sex"
    DISABILITY = "is_disabled"
    SCHOOLING = "schooling_years"
    WORK = "work_sector"
    RELATION = "relationship_head"


class Basis(StrEnum):
    """What lets the asker know: the person's own consent, or the asker's authority by law (UU 27/2022 art. 20 (2))."""

    CONSENT = "consent"
    AUTHORITY = "authorize"


LAWFUL: dict[Scope, frozenset[Basis]] = {
    # Who names one person can have asked that person.
    Scope.SEARCH: frozenset({Basis.CONSENT}),
    # Nobody can have asked people whom they do not know yet: only a law lets an office ask for them.
    Scope.LIST: frozenset({Basis.AUTHORITY}),
    Scope.DISBURSEMENTS: frozenset({Basis.AUTHORITY}),
}
"""Which basis each kind of question must have."""
