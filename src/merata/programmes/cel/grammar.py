"""CEL's own grammar, as cel-python has it: text to a tree without the levels that say nothing."""

from __future__ import annotations

from functools import lru_cache

from celpy.celparser import CELParseError, CELParser
from lark import Token, Tree, UnexpectedToken

from merata.programmes.cel.faults import ExpressionError, ExpressionFault

MAX_DEPTH = 100
"""How many levels a tree may have. People write ten; both evaluators walk it recursively."""

_PASSED_ON = frozenset(
    ("expr", "conditionalor", "conditionaland", "relation", "addition", "multiplication", "unary", "member")
)


@lru_cache(maxsize=1024)
def tree_of(text: str) -> Tree[Token]:
    """The tree of `text`, without brackets and without the rules that only pass their one child on.

    Each such level costs an evaluator five stack frames, and a pair of brackets has nine of them. Raises
    `ExpressionError` where CEL cannot read it, or where it has more than `MAX_DEPTH` levels.
    """
    try:
        return _collapsed(CELParser().parse(text), MAX_DEPTH)
    except CELParseError as error:
        raise ExpressionError(text, [_unreadable(text, error)]) from error
    except _TooDeepError as error:
        fault = ExpressionFault(1, "the expression nests too deep", f"at most {MAX_DEPTH} levels", shown(text))
        raise ExpressionError(text, [fault]) from error


class _TooDeepError(Exception):
    """More levels than `MAX_DEPTH`."""


def _collapsed(tree: Tree[Token], levels: int) -> Tree[Token]:
    if not levels:
        raise _TooDeepError
    while (below := _only_child(tree)) is not None:
        tree = below
    children = [_collapsed(child, levels - 1) if isinstance(child, Tree) else child for child in tree.children]
    return Tree(tree.data, children, tree.meta)


def _only_child(tree: Tree[Token]) -> Tree[Token] | None:
    """What `tree` does no more than pass on; None where it says something itself."""
    first = tree.children[0] if tree.children else None
    if not isinstance(first, Tree) or len(tree.children) > 1:
        return None
    if tree.data in _PASSED_ON:
        return first
    if tree.data == "primary" and first.data == "paren_expr" and isinstance(first.children[0], Tree):
        return first.children[0]
    return None


def _unreadable(text: str, error: CELParseError) -> ExpressionFault:
    cause, line, column = error.__context__, error.line or 1, error.column or 1
    if isinstance(cause, UnexpectedToken) and cause.token.type == "$END":
        return ExpressionFault(len(text) + 1, "the expression ends too early", "the rest of it", shown(text[-20:]))
    place = sum(len(row) for row in text.splitlines(keepends=True)[: line - 1]) + column
    found = text[place - 1 :]
    return ExpressionFault(place, "this is not CEL", "an expression of the language of rules", shown(found))


def shown(text: str, length: int = 40) -> str:
    """`text`, cut so that a message can show it."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
