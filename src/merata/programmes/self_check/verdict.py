"""What a rulebook says of answers: the outcome, each condition with what is so, and what would change it.

It decides nothing. It is the evaluation of one household (`merata.programmes.decisions.one_household`), which equals
that of a whole registry, on answers that nobody has checked; what is not answered never makes eligible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from merata.programmes.assessment.asked import programmes_in
from merata.programmes.cel.syntax import Node, facts, named, quantified
from merata.programmes.decisions.one_household import OneHousehold, PaidMember
from merata.programmes.decisions.reasons import Outcome
from merata.programmes.decisions.skeleton import Atom, State
from merata.programmes.decisions.wording import named_facts, stated
from merata.programmes.facts import MEMBERS, PERSON, PROGRAMMES
from merata.programmes.rules.programme_names import programme_name
from merata.programmes.rules.rulebook import Rulebook, Value
from merata.programmes.rules.sentence import Sentence
from merata.programmes.self_check.answers import Answers


@dataclass(frozen=True, slots=True)
class Checked:
    """One condition: its code or "", what it comes to, and that in words."""

    code: str
    state: State
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules of `book` say of some answers on a day.

    `changes`: the fewest things that would have to be so for the household to be eligible (none where it is).
    `annual_idr`, `annual_quantity` (None of what is not in kind) and `members` are of an eligible household, else 0,
    None and none.
    """

    book: Rulebook
    outcome: Outcome
    conditions: tuple[Checked, ...]
    changes: tuple[Sentence, ...]
    annual_idr: int
    annual_quantity: float | None
    members: tuple[PaidMember, ...]

    @property
    def eligible(self) -> bool:
        """Whether the rules would admit the household as it was answered for."""
        return self.outcome is Outcome.ELIGIBLE


def verdict(book: Rulebook, answers: Answers, on: date, words: Mapping[str, str] | None = None) -> Verdict:
    """The verdict on `answers` with the rules as they stand on the day `on`.

    `words`: how values are called in sentences, by place ("household.house_damage"). Raises `UsageError` where a
    parameter has no value on that day or an answer has another type than its fact.
    """
    parameters = book.values(on)
    one = OneHousehold(book, answers.facts, parameters)
    reason = one.reason()
    shown: dict[str, Value | None] = {f"parameter.{name}": value for name, value in parameters.items()}
    shown |= answers.values() | dict(words or {})
    conditions = tuple(
        Checked(atom.code or "", state, _said(book, atom, state, answers).with_values(shown))
        for atom, state in zip(one.conditions, one.states(), strict=True)
    )
    changes = tuple(change.with_values(shown) for _, _, change in reason.changes)
    if reason.outcome is not Outcome.ELIGIBLE:
        return Verdict(book, reason.outcome, conditions, changes, 0, None, ())
    members = one.members() if book.benefit.members else ()
    return Verdict(book, reason.outcome, conditions, (), one.annual_idr(), one.annual_quantity(), members)


def _said(book: Rulebook, atom: Atom, state: State, answers: Answers) -> Sentence:
    if state.known:
        return stated(atom, book.conditions, holds=bool(state))
    lacking = _lacking(_nodes(book, atom.node), answers)
    if state is State.ARITHMETIC:
        return Sentence(f"tidak dapat dihitung dari {lacking.id}", f"cannot be computed from {lacking.en}")
    return Sentence(f"belum diketahui: {lacking.id}", f"not known yet: {lacking.en}")


def _nodes(book: Rulebook, node: Node) -> tuple[Node, ...]:
    """A condition with those that it names."""
    return (node, *(part for name in sorted(named(node)) for part in _nodes(book, book.conditions[name].node)))


def _lacking(nodes: Iterable[Node], answers: Answers) -> Sentence:
    """What of it is not answered, by name; all that is asked where everything is."""
    asked = list(nodes)
    keys = sorted(frozenset().union(*(facts(node) for node in asked)) - {PROGRAMMES})
    if any(quantified(node) for node in asked) and not answers.persons:
        missing = [MEMBERS]
    else:
        missing = [key for key in keys if _unanswered(key, answers)]
    programmes = [one for one in sorted(frozenset().union(*map(programmes_in, asked))) if one not in answers.received]
    if not missing and not programmes:
        missing = keys
    receives = Sentence(
        ", ".join(f"menerima {programme_name(one).id} atau tidak" for one in programmes),
        ", ".join(f"whether {programme_name(one).en} is received" for one in programmes),
    )
    told = [said for said in (named_facts(missing), receives) if said.id]
    return Sentence(", ".join(said.id for said in told), ", ".join(said.en for said in told))


def _unanswered(key: tuple[str, str], answers: Answers) -> bool:
    of, name = key
    known = answers.facts
    if of == PERSON:
        return any(name not in person for person in known.persons or ())
    return name not in (known.household if of == PROGRAMMES[0] else known.village)
