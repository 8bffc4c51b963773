"""The one text of a node: what a person reads, what a reference evaluates, and what names are made from."""

from __future__ import annotations

from merata.programmes.cel.syntax import (
    Binary,
    Choose,
    Convert,
    Fact,
    Literal,
    Named,
    Node,
    Parameter,
    Present,
    Quantified,
    TextTest,
    Unary,
    Value,
)

VARIABLE = "p"
"""The variable of every macro in a canonical text."""

PRECEDENCE = {
    "||": 1,
    "&&": 2,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "in"), 3),
    **dict.fromkeys(("+", "-"), 4),
    **dict.fromkeys(("*", "/", "%"), 5),
}
_CHOOSE, _UNARY, _MEMBER = 0, 6, 7
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def text(node: Node) -> str:
    """`node` as CEL, with no more brackets than it needs; reading it gives an equal node."""
    return _text(node)[0]


def _text(node: Node) -> tuple[str, int]:  # noqa: PLR0911 - one for each node
    """The text and how tightly it binds."""
    match node:
        case Literal(value):
            return literal(value), _MEMBER
        case Fact(of, name):
            return f"{VARIABLE if of == 'person' else of}.{name}", _MEMBER
        case Parameter(name):
            return f"parameter.{name}", _MEMBER
        case Named(name):
            return name, _MEMBER
        case Present(fact):
            return f"has({text(fact)})", _MEMBER
        case Convert(to, operand):
            return f"{to}({text(operand)})", _MEMBER
        case TextTest(op, tested, part):
            return f"{_within(tested, _MEMBER)}.{op}({literal(part)})", _MEMBER
        case Quantified():
            return _quantified(node), _MEMBER
        case _:
            return _operation(node)


def _operation(node: Unary | Binary | Choose) -> tuple[str, int]:
    match node:
        case Unary(op, operand):
            # CEL reads `-1` as one literal, so a negated number needs its brackets.
            number = op == "-" and isinstance(operand, Literal)
            return f"{op}({text(operand)})" if number else f"{op}{_within(operand, _UNARY)}", _UNARY
        case Binary(op, left, right):
            level = PRECEDENCE[op]
            return f"{_within(left, level)} {op} {_within(right, level + 1)}", level
        case Choose(condition, then, otherwise):
            return f"{_within(condition, 1)} ? {_within(then, 1)} : {text(otherwise)}", _CHOOSE


def _quantified(node: Quantified) -> str:
    if node.condition is None:
        return "persons.size()"
    condition = text(node.condition)
    if node.kind == "count":
        return f"persons.filter({VARIABLE}, {condition}).size()"
    return f"persons.{node.kind}({VARIABLE}, {condition})"


def _within(node: Node, level: int) -> str:
    written, own = _text(node)
    return written if own >= level else f"({written})"


def literal(value: Value) -> str:
    """A value as CEL writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{"".join(_ESCAPES.get(letter, letter) for letter in value)}"'
        case tuple():
            return f"[{', '.join(map(literal, value))}]"
        case float():
            return _double(value)
        case _:
            return str(value)


def _double(value: float) -> str:
    """The shortest text that reads back as `value`, with a point so that it is no int."""
    written = repr(value)
    if "." in written or not any(letter.isdigit() for letter in written):
        return written
    digits, _, exponent = written.partition("e")
    return f"{digits}.0e{exponent}" if exponent else f"{digits}.0"
