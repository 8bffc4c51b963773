"""What rulebooks ask of a registry: facts, whose receipt of a programme, and whether anything about members."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from merata.programmes.cel.syntax import Binary, Fact, Literal, Node, Quantified, walk
from merata.programmes.facts import FACTS, PROGRAMMES
from merata.programmes.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that some rulebooks ask for.

    `facts` are keys of `merata.programmes.facts.FACTS` in order, those that only a sentence shows among them, without
    the list of programmes; `received` are the programmes whose receipt is asked for; `members`: whether any rule or
    benefit asks about the members of a household.
    """

    facts: tuple[tuple[str, str], ...]
    received: tuple[str, ...]
    members: bool

    def columns(self, of: str) -> set[str]:
        """The columns that the facts of a household, village or person come from."""
        return {FACTS[key].column for key in self.facts if key[0] == of}


def asked_by(books: Iterable[Rulebook], programmes: Iterable[str] = ()) -> Asked:
    """What `books` ask for, all together, and the receipt of further `programmes`."""
    rules = list(books)
    facts = frozenset().union(*(book.facts | _shown(book) for book in rules)) & FACTS.keys()
    received = frozenset(programmes).union(*(programmes_in(node) for book in rules for node in book.nodes))
    members = any(_asks_of_members(book) for book in rules)
    return Asked(tuple(sorted(facts - {PROGRAMMES})), tuple(sorted(received)), members)


def _shown(book: Rulebook) -> frozenset[tuple[str, str]]:
    """The facts whose values the sentences of a rulebook show."""
    conditions = book.conditions.values()
    sentences = [said for each in conditions for said in (each.otherwise, each.met, each.remedy) if said is not None]
    places = frozenset().union(*(sentence.places for sentence in sentences))
    return frozenset((of, name) for of, _, name in (place.partition(".") for place in places))


def programmes_in(node: Node) -> frozenset[str]:
    """The programmes whose receipt an expression asks for."""
    asked = (part for part in walk(node) if isinstance(part, Binary) and part.op == "in")
    return frozenset(
        str(part.left.value)
        for part in asked
        if isinstance(part.left, Literal)
        and isinstance(part.right, Fact)
        and (part.right.of, part.right.name) == PROGRAMMES
    )


def _asks_of_members(book: Rulebook) -> bool:
    if book.benefit.members:
        return True
    return any(isinstance(part, Quantified) for node in book.nodes for part in walk(node))
