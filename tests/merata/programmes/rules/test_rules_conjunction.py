"""What an expression joins, and which conditions it leads to, by hand."""

from __future__ import annotations

from merata.programmes.cel.syntax import Binary, Literal, Named, Node, Unary
from merata.programmes.rules.conjunction import conjuncts, reached

A, B, C = (Named(name) for name in "abc")


def test_only_what_stands_in_an_and_at_the_top_is_joined() -> None:
    either: Node = Binary("||", B, C)
    assert conjuncts(Binary("&&", Binary("&&", A, either), C)) == [A, either, C]
    assert conjuncts(Binary("&&", A, Binary("&&", B, C))) == [A, B, C]
    assert conjuncts(either) == [either]


def test_conditions_are_followed_through_those_that_name_them() -> None:
    conditions = {"a": Unary("!", B), "b": Literal(value=True), "c": A}
    assert reached(A, conditions) == {"a", "b"}
    assert reached(C, conditions) == {"a", "b", "c"}
    assert reached(Literal(value=True), conditions) == frozenset()
    # One that there is not is not reached, and a circle ends.
    assert reached(Named("x"), conditions) == frozenset()
    assert reached(A, {"a": B, "b": A}) == {"a", "b"}
