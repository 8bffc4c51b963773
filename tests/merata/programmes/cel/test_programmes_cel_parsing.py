"""Text to nodes: precedence, what the dialect leaves out, and where each fault stands."""

from __future__ import annotations

import pytest

from merata.programmes.cel.canonical import text
from merata.programmes.cel.parsing import ExpressionError, parse
from merata.programmes.cel.syntax import (
    Binary,
    Choose,
    Convert,
    Fact,
    Literal,
    Named,
    Parameter,
    Present,
    Quantified,
    TextTest,
    Unary,
    facts,
    named,
    parameters,
)

DESIL = Fact("household", "desil")


def faults(written: str) -> list[tuple[int, str]]:
    with pytest.raises(ExpressionError) as caught:
        parse(written)
    return [(fault.column, fault.value) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("written", "node"),
    [
        ("household.desil <= 4", Binary("<=", DESIL, Literal(4))),
        ("parameter.x + 1 * 2", Binary("+", Parameter("x"), Binary("*", Literal(1), Literal(2)))),
        ("(parameter.x + 1) * 2", Binary("*", Binary("+", Parameter("x"), Literal(1)), Literal(2))),
        ("1 - 2 - 3", Binary("-", Binary("-", Literal(1), Literal(2)), Literal(3))),
        ("1 -1", Binary("-", Literal(1), Literal(1))),
        ("-1", Literal(-1)),
        ("- 1", Unary("-", Literal(1))),
        ("0x1F", Literal(31)),
        ("1.5e3", Literal(1500.0)),
        ("a || b && !c", Binary("||", Named("a"), Binary("&&", Named("b"), Unary("!", Named("c"))))),
        ("a ? 1 : b ? 2 : 3", Choose(Named("a"), Literal(1), Choose(Named("b"), Literal(2), Literal(3)))),
        ("household.type in [\"desa\", 'kel']", Binary("in", Fact("household", "type"), Literal(("desa", "kel")))),
        ('"pkh" in household.programmes', Binary("in", Literal("pkh"), Fact("household", "programmes"))),
        ("has(village.urban)", Present(Fact("village", "urban"))),
        ("int(1.5) == 1", Binary("==", Convert("int", Literal(1.5)), Literal(1))),
        (r'village.type.contains("a\"\n")', TextTest("contains", Fact("village", "type"), 'a"\n')),
        (r"r'a\n' == ''", Binary("==", Literal(r"a\n"), Literal(""))),
        ("persons.size() > 2", Binary(">", Quantified("count", None), Literal(2))),
        ("size(persons)", Quantified("count", None)),
        ("persons.exists(anak, anak.age < 6)", Quantified("exists", Binary("<", Fact("person", "age"), Literal(6)))),
        ("size(persons.filter(p, p.pregnant))", Quantified("count", Fact("person", "pregnant"))),
        ("persons.filter(p, p.pregnant).size()", Quantified("count", Fact("person", "pregnant"))),
        ("persons.exists_one(p, true)", Quantified("exists_one", Literal(value=True))),
    ],
)
def test_reads(written: str, node: object) -> None:
    assert parse(written) == node
    assert parse(text(parse(written))) == node


def test_columns_count_from_one_and_over_lines() -> None:
    node = parse("true &&\n  household.desil <= 4")
    assert isinstance(node, Binary)
    assert node.right.column == 11


def test_a_person_may_be_free_in_a_component() -> None:
    assert parse("orang.age >= 60", person="orang") == Binary(">=", Fact("person", "age"), Literal(60))
    assert faults("p.age >= 60") == [(1, "p.age")]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("{'a': 1}", [(1, "{'a': 1}")]),
        ("household.x[0] == 1u", [(1, "household.x[0]"), (19, "1u")]),
        ("b'a' == null", [(1, "b'a'"), (9, "null")]),
        ("persons", [(1, "persons")]),
        ("household && village || parameter", [(1, "household"), (14, "village"), (25, "parameter")]),
        ("persons.map(p, p.age)", [(1, "persons.map(p, p.age)")]),
        ("persons.filter(p, p.f)", [(1, "persons.filter(p, p.f)")]),
        ("persons.all(p, persons.exists(q, q.f))", [(16, "persons.exists(q, q.f)")]),
        ("persons.all(p, persons.size() > 1)", [(16, "persons.size()")]),
        ("persons.all(p, miskin)", [(16, "miskin")]),
        ("persons.all(p, p)", [(16, "p")]),
        ("persons.all(household, true)", [(13, "household")]),
        ("miskin.all(p, true)", [(1, "miskin.all(p, true)")]),
        ("[1, 2]", [(1, "[1, 2]")]),
        ("household.s in []", [(16, "[]")]),
        ("household.s.matches('a')", [(1, "household.s.matches('a')")]),
        ("household.s.contains(parameter.x)", [(22, "parameter.x")]),
        ("has(miskin)", [(1, "has(miskin)")]),
        ("timestamp('x')", [(1, "timestamp('x')")]),
        ("dyn(1)", [(1, "dyn(1)")]),
        (".household.desil", [(1, ".household.desil")]),
        ("1. < 2", [(1, "1.")]),
        ("a.b", [(1, "a.b")]),
        ("while", [(1, "while")]),
        ("a b", [(3, "b")]),
        ("a &&", [(5, "a &&")]),
        ("", [(1, "")]),
        ("household.desil <=\n 4 5", [(23, "5")]),
    ],
)
def test_what_is_not_of_the_dialect_is_a_fault_with_its_column(written: str, found: list[tuple[int, str]]) -> None:
    assert faults(written) == found


def test_depth_has_a_limit_and_brackets_do_not_count() -> None:
    assert parse("(" * 80 + "a" + ")" * 80) == Named("a")
    assert parse(" && ".join("a" * 90)).column == 1
    assert faults("!" * 200 + "a")[0][0] == 1


def test_what_a_node_asks_for() -> None:
    node = parse("miskin && persons.exists(p, p.age > parameter.tua && village.urban) || has(household.desil)")
    assert facts(node) == {("person", "age"), ("village", "urban"), ("household", "desil")}
    assert parameters(node) == {"tua"}
    assert named(node) == {"miskin"}


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("((a)&&(b))||c", "a && b || c"),
        ("a&&(b||c)", "a && (b || c)"),
        ("1-(2-3)", "1 - (2 - 3)"),
        ("(1<2)==true", "1 < 2 == true"),
        ("-(1)", "-(1)"),
        ("-(-household.x)", "--household.x"),
        ("!(a?b:c)", "!(a ? b : c)"),
        ("(a?b:c)?d:(e?f:g)", "(a ? b : c) ? d : e ? f : g"),
        ("size(persons.filter(q,q.age>=60))", "persons.filter(p, p.age >= 60).size()"),
        ("1e3", "1000.0"),
        ("1e300 < 5e-324", "1.0e+300 < 5.0e-324"),
        ("'it\\'s'", '"it\'s"'),
    ],
)
def test_the_canonical_text_has_no_needless_brackets(written: str, canonical: str) -> None:
    assert text(parse(written)) == canonical
