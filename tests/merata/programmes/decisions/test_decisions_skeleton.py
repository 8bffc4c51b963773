"""Which conditions decide and what would have to change, against trying out everything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merata.programmes.cel.parsing import parse
from merata.programmes.cel.syntax import Binary, Named, Node, Unary
from merata.programmes.decisions.skeleton import State, skeleton

F, T, M, A = State
NAMES = "abcdef"
States = tuple[State, ...]


def kleene(node: Node, states: Mapping[str, State]) -> bool | None:
    """The value of a rule by the tables of Kleene's logic."""
    if isinstance(node, Named):
        return {F: False, T: True}.get(states[node.name])
    if isinstance(node, Unary):
        value = kleene(node.operand, states)
        return None if value is None else not value
    assert isinstance(node, Binary)
    left, right = kleene(node.left, states), kleene(node.right, states)
    if node.op == "&&":
        return False if False in (left, right) else None if None in (left, right) else True
    return True if True in (left, right) else None if None in (left, right) else False


@st.composite
def trees(draw: st.DrawFn, *, once: bool) -> Node:
    """A rule over at most six conditions, each of them in one place if `once`."""
    if once:
        names = list(NAMES[: draw(st.integers(1, 6))])
    else:
        names = draw(st.lists(st.sampled_from(NAMES[:4]), min_size=2, max_size=7))
    nodes: list[Node] = [Named(name) for name in names]
    while len(nodes) > 1:
        right, left = nodes.pop(draw(st.integers(0, len(nodes) - 1))), nodes.pop(draw(st.integers(0, len(nodes) - 1)))
        nodes.append(Binary(draw(st.sampled_from(["&&", "||"])), left, right))
        if draw(st.booleans()):
            nodes.append(Unary("!", nodes.pop()))
    return nodes[0]


all_states = st.fixed_dictionaries({name: st.sampled_from([F, T, M, A]) for name in NAMES})


class Tried:
    """A rule with its value for each combination of false, true and unknown, in the order of its conditions."""

    def __init__(self, rule: Node) -> None:
        self.skeleton = skeleton(rule, {})
        self.codes = [atom.code or "" for atom in self.skeleton.atoms]
        self.values = {
            states: kleene(rule, dict(zip(self.codes, states, strict=True)))
            for states in product((F, T, M), repeat=len(self.codes))
        }

    def of(self, states: Mapping[str, State]) -> States:
        return tuple(states[code] for code in self.codes)

    def subsets(self) -> Iterable[tuple[int, ...]]:
        """The positions of some conditions, smaller sets first."""
        places = range(len(self.codes))
        return (chosen for size in range(len(self.codes) + 1) for chosen in combinations(places, size))

    def decides(self, chosen: Iterable[int], states: States) -> bool:
        """Whether the rule is eligible (or is not) as it is, whatever the conditions that are not chosen are."""
        kept = set(chosen)
        eligible = self.values[plain(states)] is True
        free = [(states[i],) if i in kept else (F, T, M) for i in range(len(states))]
        return all((self.values[plain(others)] is True) is eligible for others in product(*free))

    def fewest_changes(self, states: States) -> int | None:
        """The least number of conditions that must become true or false for the rule to be true."""
        for chosen in self.subsets():
            for new in product((F, T), repeat=len(chosen)):
                changed = list(states)
                for position, state in zip(chosen, new, strict=True):
                    changed[position] = state
                if self.values[plain(changed)] is True:
                    return len(chosen)
        return None


def plain(states: Iterable[State]) -> States:
    return tuple(state if state.known else M for state in states)


@given(st.booleans().flatmap(lambda once: trees(once=once)), all_states)
def test_the_value_is_kleenes(rule: Node, states: dict[str, State]) -> None:
    tried = Tried(rule)
    assert tried.skeleton.holds(tried.of(states)) is kleene(rule, states)


@given(trees(once=True), all_states)
def test_the_fewest_decide(rule: Node, states: dict[str, State]) -> None:
    tried = Tried(rule)
    found = tried.skeleton.deciding(tried.of(states))
    assert tried.decides(found, tried.of(states))
    fewest = [chosen for chosen in tried.subsets() if tried.decides(chosen, tried.of(states))]
    equally_few = [chosen for chosen in fewest if len(chosen) == len(fewest[0])]
    # Of equally few those that are known, then those written first.
    assert found == min(equally_few, key=lambda chosen: (sum(not tried.of(states)[i].known for i in chosen), chosen))


@given(trees(once=False), all_states)
def test_where_a_condition_stands_twice_those_named_decide(rule: Node, states: dict[str, State]) -> None:
    tried = Tried(rule)
    assert tried.decides(tried.skeleton.deciding(tried.of(states)), tried.of(states))


@settings(max_examples=200)
@given(st.booleans().flatmap(lambda once: trees(once=once)), all_states)
def test_the_changes_are_the_fewest_and_make_it_true(rule: Node, states: dict[str, State]) -> None:
    tried = Tried(rule)
    before = tried.of(states)
    fewest = tried.fewest_changes(before)
    if fewest is None:
        with pytest.raises(ValueError, match="no change"):
            tried.skeleton.changes(before)
        return
    changes = tried.skeleton.changes(before)
    after = list(before)
    for position, to in changes:
        assert before[position] is not State(to)
        after[position] = State(to)
    assert tried.values[plain(after)] is True
    assert len(changes) == fewest


def test_by_hand() -> None:
    rule = skeleton(parse("poor && (!urban || disabled) && !served"), {})
    assert [atom.code for atom in rule.atoms] == ["poor", "urban", "disabled", "served"]
    assert rule.holds([T, F, F, F]) is True
    assert rule.deciding([T, F, F, F]) == (0, 1, 3)
    assert rule.changes([T, F, F, F]) == ()
    # One is enough to refuse, and a known one goes before one that is missing.
    assert rule.deciding([M, T, F, T]) == (3,)
    assert rule.changes([M, T, F, T]) == ((0, True), (1, False), (3, False))
    # In the city and not disabled: both are needed to refuse.
    assert rule.holds([T, T, F, F]) is False
    assert rule.deciding([T, T, F, F]) == (1, 2)
    assert rule.holds([A, F, F, F]) is None
    assert rule.deciding([A, F, F, F]) == (0,)


def test_a_change_must_not_undo_what_holds_elsewhere() -> None:
    # To make `first` false would satisfy the second bracket and fail the first.
    rule = skeleton(parse("(first || second) && (!first || third)"), {})
    assert rule.changes([T, F, F]) == ((2, True),)


def test_macros_are_written_out_and_equal_conditions_are_one() -> None:
    conditions = {"city": parse("village.urban"), "poor": parse("household.desil <= 4")}
    rule = skeleton(parse("poor && !city && (village.urban || poor)"), conditions, ["city"])
    assert [atom.code for atom in rule.atoms] == ["poor", None]
    assert rule.holds([T, F]) is True


def test_many_alternatives_side_by_side() -> None:
    rule = skeleton(parse(" && ".join(f"(a{i} || b{i})" for i in range(26))), {})
    assert rule.deciding([T] * 52) == tuple(range(0, 52, 2))
    assert rule.deciding([F] * 52) == (0, 1)
    assert rule.changes([F] * 52) == tuple((i, True) for i in range(0, 52, 2))
