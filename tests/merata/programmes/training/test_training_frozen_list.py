"""The list: who is in it with how many tickets, who is refused and why, and nothing that it does not need."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from invented_course import FROZEN, SECRET, person, registry, terms

from merata.errors import InputError, UsageError
from merata.programmes.training.canonical import canonical, digest, parsed
from merata.programmes.training.commitment import commit
from merata.programmes.training.frozen_list import LIST_FILE, FrozenList, freeze, read_list
from merata.programmes.training.prerequisites import REASONS, age_on
from merata.programmes.training.terms import NeedWeights, Prerequisites, Quota, Terms

COMMITMENT = commit(terms(), SECRET)


def listed(
    people: list[dict[str, Any]], promised: Terms | None = None, *, earlier: list[dict[str, Any]] | None = None
) -> FrozenList:
    commitment = commit(promised or terms(), SECRET)
    return read_list(freeze(commitment, registry(people, earlier=earlier), frozen_on=FROZEN), commitment)


def reasons(promised: Terms | None = None, **changes: Any) -> tuple[str, ...]:
    """Why applicant 1 is refused with these changes; applicant 2 keeps the days recorded."""
    found = listed([person(1, **changes), person(2)], promised)
    return next((one.reasons for one in found.refused if one.application_id == "A001"), ())


def test_the_list_by_hand() -> None:
    found = listed([person(0), person(1), person(2, desil=None), person(3, desil=9)])
    assert [(one.application_id, one.tickets, one.groups, one.village) for one in found.entries] == [
        ("A000", 3, ("disability", "women"), "35.05.01.2000"),
        ("A001", 3, (), "35.05.01.2001"),
        ("A002", 1, (), "35.05.01.2002"),
        ("A003", 1, ("women",), "35.05.01.2003"),
    ]
    assert found.refused == ()
    assert found.days_recorded
    assert (found.frozen_on, found.commitment_sha256) == (FROZEN, digest(COMMITMENT))


def test_the_order_of_the_rows_does_not_matter() -> None:
    people = [person(at) for at in range(20)]
    content = freeze(COMMITMENT, registry(people), frozen_on=FROZEN)
    for mixed in (people[::-1], people[7:] + people[:7]):
        assert freeze(COMMITMENT, registry(mixed), frozen_on=FROZEN) == content


def test_nobody_is_named_and_only_what_the_draw_needs_is_shown() -> None:
    content = freeze(
        COMMITMENT, registry([person(1), person(2, birth_date=date(2015, 5, 5))]), frozen_on=FROZEN
    ).decode()
    for private in ("P001", "H001", "male", "2015", "2026-01-11", "schooling"):
        assert private not in content
    assert listed([person(1)], terms(village_at_most=None)).entries[0].village is None
    assert (
        listed([person(1)], terms(village_at_most=4)).entries[0].village is None
    )  # a limit of all seats limits nobody
    assert listed([person(0)], terms(quotas=())).entries[0].groups == ()


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, ()),
        ({"applied_on": date(2026, 1, 31)}, ()),
        ({"applied_on": date(2026, 2, 1)}, ("late",)),
        ({"applied_on": None}, ("day_unknown",)),
        ({"birth_date": date(2008, 1, 31)}, ()),
        ({"birth_date": date(2008, 2, 1)}, ("too_young",)),
        ({"birth_date": date(1980, 2, 1)}, ()),
        ({"birth_date": date(1980, 1, 31)}, ("too_old",)),
        ({"birth_date": None}, ("age_unknown",)),
        ({"birth_date": date(2026, 2, 2)}, ("age_unknown",)),
        ({"schooling_years": 8}, ("schooling_short",)),
        ({"schooling_years": None}, ("schooling_unknown",)),
        ({"village_code": "35.72.01.1001"}, ("resident_elsewhere",)),
        ({"village_code": None}, ("village_unknown",)),
        (
            {"birth_date": None, "schooling_years": 3, "applied_on": date(2026, 3, 1)},
            ("late", "age_unknown", "schooling_short"),
        ),
        ({"sex": None, "severe_disability": None, "desil": None}, ()),
    ],
)
def test_every_reason_against_an_applicant(changes: dict[str, Any], codes: tuple[str, ...]) -> None:
    assert reasons(**changes) == codes


def test_what_is_not_asked_need_not_be_known() -> None:
    nothing = terms(prerequisites=Prerequisites(), quotas=(), village_at_most=None)
    assert reasons(nothing, birth_date=None, schooling_years=None, village_code=None) == ()
    by_village = terms(prerequisites=Prerequisites(), quotas=(Quota("village:35.05.01.2001", 1),), village_at_most=None)
    assert reasons(by_village, village_code=None) == ("village_unknown",)


def test_a_person_outside_the_registry_is_refused() -> None:
    found = registry([person(1)])
    applications = found.applications.set_column(2, "person_id", pa.array(["P999"]))
    content = freeze(
        COMMITMENT, type(found)(applications, found.courses, found.persons, found.households), frozen_on=FROZEN
    )
    assert read_list(content, COMMITMENT).refused[0].reasons == ("person_unknown",)


def test_who_was_selected_before_is_refused_as_announced() -> None:
    before = {"application_id": "A900", "person_id": "P001", "household_id": "H001", "selected": True}
    for course, not_before, codes in (
        ("course_2024_barista", "same_course", ("taken_before",)),
        ("course_2024_batik", "same_course", ()),
        ("course_2024_batik", "any_course", ("trained_before",)),
        ("course_2024_barista", "nothing", ()),
    ):
        asked = terms(prerequisites=Prerequisites(not_before=not_before))  # type: ignore[arg-type]
        found = listed([person(1)], asked, earlier=[{**before, "course_id": course}])
        assert sum((one.reasons for one in found.refused), ()) == codes
    lost = [{**before, "course_id": "course_2024_barista", "selected": False}]
    assert listed([person(1)], earlier=lost).refused == ()


def test_of_several_applications_of_a_person_the_first_counts() -> None:
    people = [
        person(1, applied_on=date(2026, 1, 20)),
        person(2, person_id="P001", applied_on=date(2026, 1, 19)),
        person(3, person_id="P001", applied_on=date(2026, 1, 19)),
    ]
    found = listed(people)
    assert [one.application_id for one in found.entries] == ["A002"]
    assert [(one.application_id, one.reasons) for one in found.refused] == [("A001", ("twice",)), ("A003", ("twice",))]


def test_where_no_day_is_recorded_none_is_asked_and_the_list_says_so() -> None:
    found = listed([person(at, applied_on=None) for at in range(3)])
    assert len(found.entries) == 3
    assert not found.days_recorded


@pytest.mark.parametrize("day", [date(2026, 1, 31), date(2026, 2, 5), date(2025, 2, 3)])
def test_the_list_is_frozen_between_closing_and_the_number(day: date) -> None:
    with pytest.raises(UsageError, match="after applications closed"):
        freeze(COMMITMENT, registry([person(1)]), frozen_on=day)


def test_wrong_tables_are_refused() -> None:
    found = registry([person(1), person(2)])
    twice = pa.concat_tables([found.persons, found.persons])
    with pytest.raises(InputError, match="persons: 2 rows"):
        freeze(COMMITMENT, type(found)(found.applications, found.courses, twice, found.households), frozen_on=FROZEN)
    with pytest.raises(InputError, match="more than once"):
        freeze(COMMITMENT, registry([person(1), person(1)]), frozen_on=FROZEN)
    with pytest.raises(InputError, match="no application_id"):
        freeze(COMMITMENT, registry([person(1, person_id=None)]), frozen_on=FROZEN)
    bare = found.applications.drop_columns(["person_id"])
    with pytest.raises(UsageError, match="person_id"):
        freeze(COMMITMENT, type(found)(bare, found.courses, found.persons, found.households), frozen_on=FROZEN)
    stranger = [{"application_id": "A900", "person_id": "P001", "course_id": "none", "selected": True}]
    with pytest.raises(InputError, match="course none"):
        freeze(COMMITMENT, registry([person(1)], earlier=stranger), frozen_on=FROZEN)


@pytest.mark.parametrize(
    ("part", "changes", "why"),
    [
        ("applicants", {"tickets": 9}, "no such weight"),
        ("applicants", {"tickets": 0}, "tickets"),
        ("applicants", {"groups": ["men"]}, "groups"),
        ("applicants", {"groups": ["women", "disability"]}, "groups"),
        ("applicants", {"village": None}, "village"),
        ("applicants", {"application": "Z"}, "not in order"),
        ("applicants", {"application": "A002"}, "in the urn and refused"),
        ("refused", {"reasons": []}, "without a reason"),
        ("refused", {"reasons": [{"code": "ugly", "id": "x", "en": "x"}]}, "code"),
        ("refused", {"reasons": [{"code": "late", "id": "x", "en": "x"}]}, "Mendaftar"),
        ("refused", {"more": 1}, "unknown"),
    ],
)
def test_a_list_that_breaks_its_terms_is_refused(part: str, changes: dict[str, Any], why: str) -> None:
    content = freeze(COMMITMENT, registry([person(1), person(2, schooling_years=1), person(3)]), frozen_on=FROZEN)
    document = parsed(content, LIST_FILE)
    document[part][0] |= changes
    with pytest.raises(InputError, match=why):
        read_list(canonical(document), COMMITMENT)


def test_a_list_of_other_terms_is_refused() -> None:
    other = commit(terms(need_weights=NeedWeights((2, 3, 3, 3, 2, 2, 2, 1, 1, 1), 1)), SECRET)
    with pytest.raises(InputError, match="another commitment"):
        read_list(freeze(COMMITMENT, registry([person(1)]), frozen_on=FROZEN), other)


def test_reasons_are_said_in_both_languages() -> None:
    document = parsed(
        freeze(COMMITMENT, registry([person(1, birth_date=date(2010, 1, 1))]), frozen_on=FROZEN), LIST_FILE
    )
    assert document["refused"][0]["reasons"] == [
        {"code": "too_young", "id": "Umur di bawah 18 tahun", "en": "Younger than 18 years"}
    ]
    assert all(words.id and words.en and words.id != words.en for words in REASONS.values())


def test_age_in_completed_years() -> None:
    assert age_on(date(2000, 2, 29), date(2018, 2, 28)) == 17
    assert age_on(date(2000, 2, 29), date(2018, 3, 1)) == 18
    assert age_on(date(2000, 2, 29), date(2020, 2, 29)) == 20
