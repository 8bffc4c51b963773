"""Whether an applicant may take part, and every reason why not: what is not known is never taken as fulfilled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from merata.programmes.rules.sentence import Sentence
from merata.programmes.training.terms import Prerequisites, Terms

REASONS: dict[str, Sentence] = {
    "late": Sentence("Mendaftar setelah penutupan", "Applied after the closing day"),
    "day_unknown": Sentence("Tanggal pendaftaran tidak tercatat", "The day of the application is not recorded"),
    "twice": Sentence("Pendaftaran ganda; yang pertama dihitung", "Applied twice; the first application counts"),
    "person_unknown": Sentence("Tidak tercatat dalam registri", "Not found in the registry"),
    "age_unknown": Sentence("Tanggal lahir tidak tercatat", "The date of birth is not recorded"),
    "too_young": Sentence("Umur di bawah {age_from} tahun", "Younger than {age_from} years"),
    "too_old": Sentence("Umur di atas {age_to} tahun", "Older than {age_to} years"),
    "schooling_unknown": Sentence("Lama sekolah tidak tercatat", "The years of schooling are not recorded"),
    "schooling_short": Sentence(
        "Lama sekolah kurang dari {schooling_years_from} tahun",
        "Fewer than {schooling_years_from} completed years of schooling",
    ),
    "village_unknown": Sentence("Desa/kelurahan tidak tercatat", "The village is not recorded"),
    "resident_elsewhere": Sentence(
        "Bukan penduduk kabupaten/kota {resident_of}", "Not a resident of the regency or city {resident_of}"
    ),
    "taken_before": Sentence("Sudah pernah mendapat kursi pelatihan ini", "Was selected for this course before"),
    "trained_before": Sentence("Sudah pernah mendapat kursi pelatihan", "Was selected for a course before"),
}
"""Why an application is refused. No sentence tells an applicant's own value: the list is public."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """What is known of one application; None: not recorded.

    `in_registry` is false where the person is not among the persons. `same_course_before` and `any_course_before`:
    selected for another class of that name, or for any other class, of the same year or earlier.
    """

    application_id: str
    person_id: str
    applied_on: date | None
    in_registry: bool
    birth_date: date | None
    sex: str | None
    disability: bool | None
    schooling_years: int | None
    village_code: str | None
    desil: int | None
    same_course_before: bool
    any_course_before: bool


def age_on(birth_date: date, day: date) -> int:
    """Completed years on `day`; born on 29 February, one is a year older on 1 March of a common year."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def reasons_against(applicant: Applicant, terms: Terms, *, days_recorded: bool) -> tuple[str, ...]:
    """The codes of every reason in `REASONS` why this applicant may not take part; empty: they may.

    `days_recorded`: whether the applications of the course have days at all; where they have, one without is refused.
    """
    found = [*_time(applicant, terms, days_recorded=days_recorded)]
    if not applicant.in_registry:
        return (*found, "person_unknown")
    asked = terms.prerequisites
    found += _age(applicant, asked, terms.closes_on)
    found += _schooling(applicant, asked)
    found += _residence(applicant, terms)
    if asked.not_before == "same_course" and applicant.same_course_before:
        found.append("taken_before")
    if asked.not_before == "any_course" and applicant.any_course_before:
        found.append("trained_before")
    return tuple(found)


def sentence(code: str, terms: Terms) -> Sentence:
    """The reason of that code in words, with the limit that was announced."""
    asked = terms.prerequisites
    limits = {
        "age_from": str(asked.age_from),
        "age_to": str(asked.age_to),
        "schooling_years_from": str(asked.schooling_years_from),
        "resident_of": str(asked.resident_of),
    }
    return REASONS[code].filled(limits)


def _time(applicant: Applicant, terms: Terms, *, days_recorded: bool) -> Iterator[str]:
    if applicant.applied_on is None:
        if days_recorded:
            yield "day_unknown"
    elif applicant.applied_on > terms.closes_on:
        yield "late"


def _age(applicant: Applicant, asked: Prerequisites, day: date) -> Iterator[str]:
    if asked.age_from is None and asked.age_to is None:
        return
    if applicant.birth_date is None or applicant.birth_date > day:
        yield "age_unknown"
        return
    age = age_on(applicant.birth_date, day)
    if asked.age_from is not None and age < asked.age_from:
        yield "too_young"
    if asked.age_to is not None and age > asked.age_to:
        yield "too_old"


def _schooling(applicant: Applicant, asked: Prerequisites) -> Iterator[str]:
    if asked.schooling_years_from is None:
        return
    if applicant.schooling_years is None:
        yield "schooling_unknown"
    elif applicant.schooling_years < asked.schooling_years_from:
        yield "schooling_short"


def _residence(applicant: Applicant, terms: Terms) -> Iterator[str]:
    wanted = terms.prerequisites.resident_of
    if applicant.village_code is None:
        if terms.needs_village:
            yield "village_unknown"
    elif wanted is not None and not applicant.village_code.startswith(f"{wanted}."):
        yield "resident_elsewhere"
