"""The questions that rulebooks ask of a household: the very facts that their rules name, as the catalogue has them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from merata.programmes.assessment.asked import asked_by
from merata.programmes.assessment.gathering import NOT_AT_SCHOOL
from merata.programmes.cel.typing import Type
from merata.programmes.facts import FACTS, HOUSEHOLD, PERSON, VILLAGE
from merata.programmes.rules.rulebook import Rulebook
from merata.tables.catalogue import TABLES

_TABLES = {HOUSEHOLD: "households", VILLAGE: "villages", PERSON: "persons"}
OLDEST = 120
"""Years: the highest age that is asked for; a date of birth has no range of its own."""


class Kind(Enum):
    """How a question is answered."""

    FLAG = "flag"
    CHOICE = "choice"
    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"


_KINDS = {Type.BOOL: Kind.FLAG, Type.INT: Kind.INTEGER, Type.DOUBLE: Kind.NUMBER, Type.STRING: Kind.TEXT}


@dataclass(frozen=True, slots=True)
class Question:
    """A fact of the household, its village or one member, and what an answer may be; no answer is "not known".

    `choices`: the values of a `Kind.CHOICE`; `minimum` and `maximum` may be reached.
    """

    of: str
    name: str
    kind: Kind
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    @property
    def key(self) -> tuple[str, str]:
        """The fact's key in `merata.programmes.facts.FACTS`."""
        return self.of, self.name


@dataclass(frozen=True, slots=True)
class Questions:
    """All that some rulebooks ask: of the household and its village, which programmes it receives, of each member.

    `members`: whether anything about members is asked, be it only who they are.
    """

    home: tuple[Question, ...]
    received: tuple[str, ...]
    each_member: tuple[Question, ...]
    members: bool


def questions(books: Iterable[Rulebook]) -> Questions:
    """The questions of `books` together, each once, in the order of the facts' list."""
    asked = asked_by(books)
    order = {key: place for place, key in enumerate(FACTS)}
    found = [question(key) for key in sorted(asked.facts, key=order.__getitem__)]
    home = tuple(one for one in found if one.of != PERSON)
    return Questions(home, asked.received, tuple(one for one in found if one.of == PERSON), asked.members)


def question(key: tuple[str, str]) -> Question:
    """The question that asks for one fact."""
    fact = FACTS[key]
    column = TABLES[_TABLES[fact.of]].column(fact.column)
    if fact.column != fact.name:  # the age, which comes from a date
        return Question(fact.of, fact.name, _KINDS[fact.type], minimum=0, maximum=OLDEST)
    choices = column.choices
    if fact.name == "school_level":
        # Its column is empty for who is not at school, which in a form is an answer and no missing one.
        choices = (NOT_AT_SCHOOL, *choices)
    kind = Kind.CHOICE if choices else _KINDS[fact.type]
    return Question(fact.of, fact.name, kind, choices, column.minimum, column.maximum)
