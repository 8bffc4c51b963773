"""Why a household is eligible, or why not: the fewest conditions that decided, in words, and what would change it.

A reason is found once for each combination of states that the conditions of a rule have in the population, of which
there are few, and is then that of every household with this combination.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from merata.errors import InputError
from merata.programmes.cel.canonical import text
from merata.programmes.cel.syntax import Node, facts, named, quantified
from merata.programmes.decisions.skeleton import Atom, Skeleton, State, skeleton
from merata.programmes.decisions.wording import named_facts, stated, wanted
from merata.programmes.facts import MEMBERS, PERSON
from merata.programmes.rules.rulebook import Rulebook, Value
from merata.programmes.rules.sentence import Sentence


class Outcome(IntEnum):
    """What a rule comes to: eligible; refused; or undecided, which is not eligible either."""

    REFUSED = 0
    ELIGIBLE = 1
    UNDECIDED = 2


@dataclass(frozen=True, slots=True)
class Ground:
    """One of the conditions that decided: its code, what it came to, what is said of it, the facts it asks for.

    Where it asks about members without asking for a fact of them, `MEMBERS` is among the facts.
    """

    code: str
    state: State
    sentence: Sentence
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule came out as it did.

    `grounds` are the fewest conditions that decided. `changes` say what the fewest changes are that would make the
    household eligible (none where it is), by the conditions' codes with what each would have to become.
    """

    outcome: Outcome
    grounds: tuple[Ground, ...]
    changes: tuple[tuple[str, bool, Sentence], ...]

    @property
    def code(self) -> str:
        """The deciding conditions' codes, with what is wrong where it is not that they are false."""
        return "+".join(ground.code + _SUFFIX[ground.state] for ground in self.grounds)

    @property
    def places(self) -> frozenset[str]:
        """The facts and parameters whose values the sentences show."""
        sentences = [ground.sentence for ground in self.grounds] + [change for _, _, change in self.changes]
        return frozenset().union(*(sentence.places for sentence in sentences))

    def sentence(self, values: Mapping[str, Value | None]) -> Sentence:
        """The reason in words, `values` in its places ("household.desil", "parameter.desil_max").

        Where a fact is missing it is named; those that `values` holds are not missing.
        """
        return self._worded([_said(ground, values) for ground in self.grounds], values, changes=True)

    def in_general(self, parameters: Mapping[str, Value | None]) -> Sentence:
        """The reason in words for everyone that it holds for: only the `parameters` have values, each fact a "…"."""
        values = dict.fromkeys(self.places, "…") | dict(parameters)
        return self._worded([_said(ground, values) for ground in self.grounds], values, changes=False)

    def _worded(self, said: Sequence[Sentence], values: Mapping[str, Value | None], *, changes: bool) -> Sentence:
        id_opening, en_opening = _OPENING[self.outcome]
        indonesian = f"{id_opening}: {'; '.join(one.id for one in said)}."
        english = f"{en_opening}: {'; '.join(one.en for one in said)}."
        if changes and self.changes:
            ways = [change.with_values(values) for _, _, change in self.changes]
            indonesian += f" Akan memenuhi bila: {'; '.join(way.id for way in ways)}."
            english += f" Would be met if: {'; '.join(way.en for way in ways)}."
        return Sentence(indonesian, english)


_OPENING = {
    Outcome.REFUSED: ("Tidak memenuhi", "Not eligible"),
    Outcome.ELIGIBLE: ("Memenuhi", "Eligible"),
    Outcome.UNDECIDED: ("Belum dapat diputuskan", "Cannot be decided"),
}
_SUFFIX = {State.FALSE: "", State.TRUE: "", State.MISSING: "_missing", State.ARITHMETIC: "_arithmetic"}


class Reasons:
    """The reasons of one rulebook, found once for each combination of states.

    Raises `InputError` where its conditions contradict each other, so that nobody could ever be eligible.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        conditions = rulebook.conditions
        macros = [code for code, condition in conditions.items() if condition.is_macro]
        self.skeleton: Skeleton = skeleton(rulebook.eligible, rulebook.named, macros)
        self._rulebook = rulebook
        self._found: dict[tuple[State, ...], Reason] = {}
        try:
            self.skeleton.changes([State.MISSING] * len(self.skeleton.atoms))
        except ValueError as error:
            raise InputError(
                f"{rulebook.file}: the conditions of {rulebook.programme_id} contradict each other, so nobody can ever "
                f"meet {rulebook.eligible_text!r}; mend it, or the conditions that it names"
            ) from error

    def of(self, states: Sequence[State]) -> Reason:
        """The reason where the conditions of `skeleton` come to `states`."""
        key = tuple(states)
        if key not in self._found:
            self._found[key] = self._reason(key)
        return self._found[key]

    def _reason(self, states: tuple[State, ...]) -> Reason:
        holds = self.skeleton.holds(states)
        outcome = Outcome.UNDECIDED if holds is None else Outcome(holds)
        atoms = self.skeleton.atoms
        changes = () if holds else self.skeleton.changes(states)
        conditions = self._rulebook.conditions
        return Reason(
            outcome,
            tuple(self._ground(atoms[i], states[i]) for i in self.skeleton.deciding(states)),
            tuple((self._code(atoms[i]), to, wanted(atoms[i], conditions, holds=to)) for i, to in changes),
        )

    def _ground(self, atom: Atom, state: State) -> Ground:
        asked = tuple(sorted(self._asked(atom.node)))
        conditions = self._rulebook.conditions
        sentence = stated(atom, conditions, holds=bool(state)) if state.known else _UNKNOWN[state]
        return Ground(self._code(atom), state, sentence, asked)

    def _code(self, atom: Atom) -> str:
        return atom.code or text(atom.node)

    def _asked(self, node: Node) -> frozenset[tuple[str, str]]:
        """The facts that a condition asks for, through the conditions that it names as well."""
        followed = (self._asked(self._rulebook.conditions[name].node) for name in named(node))
        blank = any(not any(of == PERSON for of, _ in facts(question)) for question in quantified(node))
        return facts(node).union({MEMBERS} if blank else (), *followed)


_UNKNOWN = {
    State.MISSING: Sentence("data belum lengkap", "the data are not complete"),
    State.ARITHMETIC: Sentence("tidak dapat dihitung dari", "cannot be computed from"),
}


def _said(ground: Ground, values: Mapping[str, Value | None]) -> Sentence:
    if ground.state.known:
        return ground.sentence.with_values(values)
    lacking = [key for key in ground.facts if values.get(".".join(key)) is None] or list(ground.facts)
    names = named_facts(lacking if ground.state is State.MISSING else list(ground.facts))
    return Sentence(f"{ground.sentence.id}: {names.id}", f"{ground.sentence.en}: {names.en}")
