"""A rule as conditions joined by and, or, not: which of them decided, and what would have to change.

A rule's *conditions* are its named ones with a sentence, and whatever else is not itself a connective; the same
condition in two places is one. Given the state of each (false, true, missing, arithmetic) the rule follows by Kleene's
three-valued logic, and only true makes eligible.

A set of conditions *decides* when the rule comes out the same (eligible, or not) whatever the others are. For rules
without a condition in two places the smallest set found here is the smallest there is; where one occurs twice it is
the smallest that can be read off the rule as it is written. The fewest changes are the fewest in either case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeVar

from merata.programmes.cel.canonical import text
from merata.programmes.cel.syntax import Binary, Named, Node, Unary


class State(IntEnum):
    """What a condition comes to for a household."""

    FALSE = 0
    TRUE = 1
    MISSING = 2
    ARITHMETIC = 3

    @property
    def known(self) -> bool:
        """Whether it is true or false."""
        return self in (State.FALSE, State.TRUE)


Sets = Sequence[frozenset[int]]
"""Alternatives: sets of positions of conditions, none within another, the best first."""
Demands = Sequence[frozenset[tuple[int, bool]]]
"""Alternatives: sets of conditions' positions, each with what the condition must be."""

_T = TypeVar("_T")
_Cost = Callable[[frozenset[_T]], tuple[object, ...]]

MOST_SETS = 256
"""Alternatives that are followed at a time, the best of them. More there are only where many "or" stand side by side;
what is best there is still found as long as no condition occurs twice."""


@dataclass(frozen=True, slots=True)
class Atom:
    """One condition of a rule: its expression, and the code where it has a name."""

    node: Node
    code: str | None


@dataclass(frozen=True, slots=True)
class _Leaf:
    position: int


@dataclass(frozen=True, slots=True)
class _Join:
    """`all` of the parts, or one of them."""

    all: bool
    parts: tuple[_Tree, ...]


@dataclass(frozen=True, slots=True)
class _Not:
    part: _Tree


_Tree = _Leaf | _Join | _Not


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The conditions of a rule, in the order in which they are written, and how it joins them."""

    atoms: tuple[Atom, ...]
    tree: _Tree

    def holds(self, states: Sequence[State]) -> bool | None:
        """Whether the rule is true; None where it is neither true nor false."""
        return _value(self.tree, states)

    def deciding(self, states: Sequence[State]) -> tuple[int, ...]:
        """Positions of the fewest conditions that decide; of equally few those that are known, then those first."""

        def cost(chosen: frozenset[int]) -> tuple[object, ...]:
            return len(chosen), sum(not states[i].known for i in chosen), sorted(chosen)

        best = _forcing(self.tree, states, cost, to=True, true=_value(self.tree, states) is True)[0]
        return tuple(sorted(best))

    def changes(self, states: Sequence[State]) -> tuple[tuple[int, bool], ...]:
        """The fewest conditions that would have to change for the rule to be true, each with what it must become.

        Nothing where it is true; of equally few those written first. Raises `ValueError` where nothing would make it
        true.
        """

        def changed(way: frozenset[tuple[int, bool]]) -> list[tuple[int, bool]]:
            return sorted((i, to) for i, to in way if not (states[i].known and bool(states[i]) is to))

        def cost(way: frozenset[tuple[int, bool]]) -> tuple[object, ...]:
            return len(changes := changed(way)), changes, sorted(way)

        ways = _demands(self.tree, cost, to=True)
        if not ways:
            raise ValueError("no change of its conditions makes this rule true")
        return tuple(changed(ways[0]))


def skeleton(rule: Node, conditions: Mapping[str, Node], macros: Iterable[str] = ()) -> Skeleton:
    """The skeleton of `rule`; names of `macros` are written out, other names of `conditions` are conditions."""
    atoms: dict[str, int] = {}
    found: list[Atom] = []
    written_out = frozenset(macros)

    def leaf(node: Node) -> _Leaf:
        key = text(node)
        if key not in atoms:
            atoms[key] = len(found)
            found.append(Atom(node, node.name if isinstance(node, Named) else None))
        return _Leaf(atoms[key])

    def grow(node: Node) -> _Tree:
        if isinstance(node, Named) and node.name in written_out:
            return grow(conditions[node.name])
        if isinstance(node, Unary) and node.op == "!":
            return _Not(grow(node.operand))
        if isinstance(node, Binary) and node.op in ("&&", "||"):
            return _Join(node.op == "&&", (grow(node.left), grow(node.right)))
        return leaf(node)

    tree = grow(rule)
    return Skeleton(tuple(found), tree)


def _value(tree: _Tree, states: Sequence[State]) -> bool | None:
    if isinstance(tree, _Leaf):
        state = states[tree.position]
        return bool(state) if state.known else None
    if isinstance(tree, _Not):
        inner = _value(tree.part, states)
        return None if inner is None else not inner
    values = [_value(part, states) for part in tree.parts]
    absorbing = not tree.all
    if absorbing in values:
        return absorbing
    return None if None in values else tree.all


def _forcing(tree: _Tree, states: Sequence[State], cost: _Cost[int], *, to: bool, true: bool) -> Sets:
    """Sets that keep the tree at the value `to` (`true`), or from having it (not `true`), whatever the others are."""
    if isinstance(tree, _Leaf):
        state = states[tree.position]
        fits = (state.known and bool(state) is to) is true
        return (frozenset({tree.position}),) if fits else ()
    if isinstance(tree, _Not):
        return _forcing(tree.part, states, cost, to=not to, true=true)
    parts = [_forcing(part, states, cost, to=to, true=true) for part in tree.parts]
    # To be true an "and" needs all of its parts, to be kept from it one; an "or" the other way round.
    every = (tree.all is to) is true
    return _products(parts, cost) if every else _best((one for part in parts for one in part), cost)


def _demands(tree: _Tree, cost: _Cost[tuple[int, bool]], *, to: bool) -> Demands:
    """What conditions must be, in each way in which the tree has the value `to` whatever the others are."""
    if isinstance(tree, _Leaf):
        return (frozenset({(tree.position, to)}),)
    if isinstance(tree, _Not):
        return _demands(tree.part, cost, to=not to)
    parts = [_demands(part, cost, to=to) for part in tree.parts]
    if tree.all is not to:
        return _best((way for part in parts for way in part), cost)
    return _products(parts, cost, possible=_possible)


def _products(
    parts: Sequence[Sequence[frozenset[_T]]],
    cost: _Cost[_T],
    possible: Callable[[frozenset[_T]], bool] = lambda _: True,
) -> Sequence[frozenset[_T]]:
    """The unions of one set of each part."""
    joined: Sequence[frozenset[_T]] = (frozenset(),)
    for part in parts:
        unions = (before | more for before in joined for more in part)
        joined = _best(filter(possible, unions), cost)
    return joined


def _best(sets: Iterable[frozenset[_T]], cost: _Cost[_T]) -> Sequence[frozenset[_T]]:
    """Those that hold no other, at most `MOST_SETS`, the cheapest first."""
    kept: list[frozenset[_T]] = []
    for one in sorted(dict.fromkeys(sets), key=lambda one: (len(one), cost(one))):
        if not any(smaller <= one for smaller in kept):
            kept.append(one)
    return sorted(kept, key=cost)[:MOST_SETS]


def _possible(way: frozenset[tuple[int, bool]]) -> bool:
    """Whether no condition would have to be both true and false."""
    return len({position for position, _ in way}) == len(way)
