"""What is promised before applications close: seats, quotas, weights, prerequisites, and how chance will come in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

WOMEN, DISABILITY, VILLAGE = "women", "disability", "village:"
MOST_SEATS = 10_000
MOST_WEIGHT = 1000
FEWEST_NUMBERS = 10**7
"""Public numbers that must be possible: with few, whoever knows the secret gains by trying lists before the freeze."""

Before = Literal["nothing", "same_course", "any_course"]
BEFORE: tuple[Before, ...] = ("nothing", "same_course", "any_course")
SIDES = {"dice": (1, 6), "digits": (0, 9)}
"""The least and the greatest digit of each kind of public number."""


@dataclass(frozen=True, slots=True)
class Quota:
    """At least so many seats for a group, as long as it has eligible applicants.

    `group` is `women`, `disability` or `village:` with a village's code. Who belongs to several counts for each.
    """

    group: str
    at_least: int

    @property
    def village(self) -> str | None:
        """The village's code; None for the other groups."""
        return self.group.removeprefix(VILLAGE) if self.group.startswith(VILLAGE) else None


@dataclass(frozen=True, slots=True)
class NeedWeights:
    """Tickets in the urn by the household's desil, `by_desil[0]` of desil 1; `unknown` where it is not determined."""

    by_desil: tuple[int, ...] = (3, 3, 3, 3, 2, 2, 2, 1, 1, 1)
    unknown: int = 1

    def of(self, desil: int | None) -> int:
        """The tickets of an applicant whose household has that desil."""
        return self.unknown if desil is None else self.by_desil[desil - 1]

    @property
    def values(self) -> frozenset[int]:
        """All weights that an applicant can have."""
        return frozenset({*self.by_desil, self.unknown})


EQUAL = NeedWeights((1,) * 10, 1)
"""One ticket each."""


@dataclass(frozen=True, slots=True)
class Prerequisites:
    """What an applicant must fulfil on the closing day; None: not asked.

    Ages in completed years, both included. `resident_of` is a regency's code. `not_before`: refused where selected
    earlier for a course of the same name, or for any course.
    """

    age_from: int | None = None
    age_to: int | None = None
    schooling_years_from: int | None = None
    resident_of: str | None = None
    not_before: Before = "nothing"


@dataclass(frozen=True, slots=True)
class PublicNumber:
    """The number that nobody can know before `drawn_on`: so many dice thrown, or digits drawn, at a place or a source.

    `where` says in words who throws or where it will be read.
    """

    kind: Literal["dice", "digits"]
    count: int
    drawn_on: date
    where: str

    @property
    def possibilities(self) -> int:
        """How many different numbers there can be."""
        least, most = SIDES[self.kind]
        return int((most - least + 1) ** self.count)

    def read(self, text: str) -> str | None:
        """The number as its digits, `text` freed of spaces, commas and hyphens; None where it is not of this kind."""
        number = re.sub(r"[\s,-]+", "", text)
        least, most = SIDES[self.kind]
        fits = len(number) == self.count and all(str(least) <= sign <= str(most) for sign in number)
        return number if fits else None

    @property
    def expected(self) -> str:
        """What it looks like, for an error message."""
        least, most = SIDES[self.kind]
        return f"{self.count} digits from {least} to {most} ({self.kind}), in the order in which they fell"


@dataclass(frozen=True, slots=True)
class Course:
    """The class that seats are drawn for."""

    course_id: str
    name: str
    year: int
    owner: str


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything that is fixed before applications close; the organiser decides nothing afterwards.

    `village_at_most`: no seat to a village that has so many while anybody else may take it. `round` counts the draws
    of this course; from the second on `replaces` is the hash of the void document before.
    """

    course: Course
    seats: int
    quotas: tuple[Quota, ...]
    village_at_most: int | None
    need_weights: NeedWeights
    prerequisites: Prerequisites
    public_number: PublicNumber
    announced_on: date
    closes_on: date
    reveal_by: date
    round: int = 1
    replaces: str | None = None

    @property
    def needs_village(self) -> bool:
        """Whether an applicant's village matters, so that it must be known."""
        by_quota = any(quota.village for quota in self.quotas)
        return by_quota or self.village_at_most is not None or self.prerequisites.resident_of is not None

    @property
    def publishes_village(self) -> bool:
        """Whether the list must show villages, because seats depend on them."""
        return self.village_at_most is not None and self.village_at_most < self.seats
