"""Text to nodes: CEL's grammar reads it, and what the language of rules lacks is a fault with its column.

The grammar is that of CEL (https://github.com/google/cel-spec, doc/langdef.md) as cel-python has it. The dialect leaves
out what cannot be computed for a whole population by one query: maps, indices, messages, timestamps, unsigned numbers,
bytes, null, dyn, map(), and macros within macros.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from celpy.evaluation import celstr
from lark import Token, Tree

from merata.programmes.cel.faults import ExpressionError, ExpressionFault
from merata.programmes.cel.grammar import shown, tree_of
from merata.programmes.cel.syntax import (
    Binary,
    Choose,
    Convert,
    Fact,
    Literal,
    Named,
    Node,
    Of,
    Parameter,
    Present,
    Quantified,
    TextTest,
    Unary,
)

__all__ = ["RESERVED", "ExpressionError", "ExpressionFault", "parse"]

_CEL_RESERVED = (
    *("as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop"),
    *("null", "package", "namespace", "return", "true", "var", "void", "while"),
)
RESERVED = frozenset(
    (*_CEL_RESERVED, *("household", "village", "parameter", "persons", "has", "size", "int", "double"))
)
"""Words that can name no condition and no variable: CEL's own, and those of the language of rules."""

_BINARY = {
    "relation_lt": "<",
    "relation_le": "<=",
    "relation_gt": ">",
    "relation_ge": ">=",
    "relation_eq": "==",
    "relation_ne": "!=",
    "relation_in": "in",
    "addition_add": "+",
    "addition_sub": "-",
    "multiplication_mul": "*",
    "multiplication_div": "/",
    "multiplication_mod": "%",
}
_ROOTS = {"household": "household.<fact>", "village": "village.<fact>", "parameter": "parameter.<name>"}
_HOUSEHOLD: Mapping[str, Of] = {"household": "household", "village": "village"}
_QUANTIFIERS = ("exists", "all", "exists_one", "filter")
_TEXT_TESTS = ("startsWith", "endsWith", "contains")
_FUNCTIONS = "has(), size(), int() or double()"
_METHODS = "exists, all, exists_one or filter(…).size() of persons; startsWith, endsWith or contains of a string"
_LITERALS = "an int, a double, a string, true, false, or a list of strings"

_Tree = Tree[Token]


def parse(text: str, *, person: str | None = None) -> Node:
    """The node that `text` says.

    `person` is a variable that stands for a person throughout, as in the `p.pregnant` of a benefit's component.
    Raises `ExpressionError` with every fault: where CEL itself cannot be read (then only that), or what the dialect
    lacks.
    """
    reader = _Reader(text, person)
    node = reader.read(tree_of(text))
    if node is None or reader.faults:
        raise ExpressionError(text, reader.faults)
    return node


class _Reader:
    """Reads a tree; a part that is not of the dialect leaves a fault and reads as None."""

    def __init__(self, text: str, person: str | None) -> None:
        self.text = text
        self.person = person
        self.in_macro = person is not None
        self.faults: list[ExpressionFault] = []
        self.column = 1

    def read(self, tree: Any) -> Node | None:
        """The node of `tree`; None where it, or something below it, has a fault."""
        self.column = _start(tree, self.column)
        if tree.data == "primary":
            tree = tree.children[0]
        read: Callable[[_Tree, int], Node | None] = getattr(self, f"_{tree.data}", self._unknown)
        return read(tree, self.column)

    def fault(self, tree: Any, problem: str, expected: str) -> None:
        """Note that `tree` is not of the dialect."""
        column = _start(tree, self.column)
        end = getattr(tree.meta, "end_pos", None) or column
        self.faults.append(ExpressionFault(column, problem, expected, shown(self.text[column - 1 : end])))

    def _unknown(self, tree: _Tree, _column: int) -> None:
        kinds = {
            "map_lit": ("a map", "facts, parameters and literals"),
            "member_index": ("an index", "`in`, or a macro over persons"),
            "member_object": ("a message", "facts, parameters and literals"),
            "dot_ident": ("a name with a leading dot", "the name without the dot"),
            "dot_ident_arg": ("a name with a leading dot", "the name without the dot"),
        }
        kind, expected = kinds.get(str(tree.data), (str(tree.data), "an expression of the language of rules"))
        self.fault(tree, f"{kind} is not in the language of rules", expected)

    def _expr(self, tree: _Tree, column: int) -> Node | None:
        condition, then, otherwise = map(self.read, tree.children)
        if condition is None or then is None or otherwise is None:
            return None
        return Choose(condition, then, otherwise, column)

    def _binary(self, op: str, left_tree: Any, right_tree: Any, column: int) -> Node | None:
        left, right = self.read(left_tree), self.read(right_tree)
        return None if left is None or right is None else Binary(op, left, right, column)

    def _conditionalor(self, tree: _Tree, column: int) -> Node | None:
        return self._binary("||", tree.children[0], tree.children[1], column)

    def _conditionaland(self, tree: _Tree, column: int) -> Node | None:
        return self._binary("&&", tree.children[0], tree.children[1], column)

    def _relation(self, tree: Any, column: int) -> Node | None:
        operator, right = tree.children
        return self._binary(_BINARY[operator.data], operator.children[0], right, column)

    _addition = _multiplication = _relation

    def _unary(self, tree: Any, column: int) -> Node | None:
        operator, operand_tree = tree.children
        operand = self.read(operand_tree)
        return None if operand is None else Unary("!" if operator.data == "unary_not" else "-", operand, column)

    def _literal(self, tree: Any, column: int) -> Node | None:
        written = tree.children[0]
        match written.type:
            case "INT_LIT":
                return Literal(int(written, 16 if "x" in written else 10), column)
            case "FLOAT_LIT" if "." not in written or written.partition(".")[2][:1].isdigit():
                return Literal(float(written), column)
            case "STRING_LIT" | "MLSTRING_LIT":
                return Literal(str(celstr(written)), column)
            case "BOOL_LIT":
                return Literal(written == "true", column)
        kinds = {"UINT_LIT": "an unsigned int", "BYTES_LIT": "bytes", "NULL_LIT": "null"}
        self.fault(tree, f"{kinds.get(written.type, 'this number')} is not in the language of rules", _LITERALS)
        return None

    def _list_lit(self, tree: Any, column: int) -> Node | None:
        elements = tree.children[0].children if tree.children else []
        values = [self.read(element) for element in elements]
        if any(value is None for value in values):
            return None
        strings = tuple(value.value for value in values if isinstance(value, Literal) and isinstance(value.value, str))
        if not strings or len(strings) != len(values):
            self.fault(tree, "not a list of strings written out", 'a list of one or more strings: ["a", "b"]')
            return None
        return Literal(strings, column)

    def _ident(self, tree: Any, column: int) -> Node | None:
        name = str(tree.children[0])
        if name in _ROOTS:
            self.fault(tree, f"{name} is no value by itself", _ROOTS[name])
        elif name == "persons":
            self.fault(tree, "persons is no value by itself", "persons.exists(p, …), persons.size() or the like")
        elif name == self.person:
            self.fault(tree, f"{name} is no value by itself", f"{name}.<fact>")
        elif name in RESERVED:
            self.fault(tree, f"{name} is a reserved word", "the name of a condition")
        elif self.in_macro:
            self.fault(
                tree, "a condition cannot be named here", f"facts of {self.person}, the household or the village"
            )
        else:
            return Named(name, column)
        return None

    def _member_dot(self, tree: Any, column: int) -> Node | None:
        root, name = _name(tree.children[0]), str(tree.children[1])
        if root == self.person and root is not None:
            return Fact("person", name, column)
        if root is not None and root in _HOUSEHOLD:
            return Fact(_HOUSEHOLD[root], name, column)
        if root == "parameter":
            return Parameter(name, column)
        known = ", ".join([*_ROOTS.values(), *([f"{self.person}.<fact>"] if self.person else [])])
        self.fault(tree, "nothing here has fields but household, village, parameter and a macro's person", known)
        return None

    def _ident_arg(self, tree: Any, column: int) -> Node | None:
        name, arguments = str(tree.children[0]), _arguments(tree, 1)
        if name == "size" and len(arguments) == 1:
            return self._size(tree, arguments[0], column)
        if name not in ("has", "int", "double") or len(arguments) != 1:
            self.fault(tree, f"{name}() with {len(arguments)} arguments is not in the language of rules", _FUNCTIONS)
            return None
        operand = self.read(arguments[0])
        if operand is None:
            return None
        if name != "has":
            return Convert("int" if name == "int" else "double", operand, column)
        if isinstance(operand, Fact):
            return Present(operand, column)
        self.fault(tree, "has() asks whether a fact is known", "has(household.<fact>)")
        return None

    def _member_dot_arg(self, tree: Any, column: int) -> Node | None:
        target, name, arguments = tree.children[0], str(tree.children[1]), _arguments(tree, 2)
        if name == "size" and not arguments:
            return self._size(tree, target, column)
        if name in _QUANTIFIERS and len(arguments) == 2:
            if name == "filter":
                self.fault(tree, "a list is no value by itself", "persons.filter(p, …).size()")
                return None
            return self._quantified(tree, name, column)
        if name in _TEXT_TESTS and len(arguments) == 1:
            return self._text_test(tree, name, arguments[0], column)
        problem = f".{name}() with {len(arguments)} arguments is not in the language of rules"
        self.fault(tree, problem, _METHODS)
        return None

    def _text_test(self, tree: Any, op: Any, argument: Any, column: int) -> Node | None:
        tested, part = self.read(tree.children[0]), self.read(argument)
        if tested is None or part is None:
            return None
        if isinstance(part, Literal) and isinstance(part.value, str):
            return TextTest(op, tested, part.value, column)
        self.fault(argument, f"{op} compares with a string written out", f'{op}("…")')
        return None

    def _size(self, tree: Any, target: Any, column: int) -> Node | None:
        if _name(target) == "persons":
            return self._of_persons(tree, Quantified("count", None, column))
        below = target.children
        if target.data == "member_dot_arg" and str(below[1]) == "filter" and len(_arguments(target, 2)) == 2:
            return self._quantified(target, "count", column)
        self.fault(tree, "size() counts persons", "persons.size() or persons.filter(p, …).size()")
        return None

    def _of_persons(self, tree: Any, node: Quantified) -> Node | None:
        if not self.in_macro:
            return node
        self.fault(tree, "persons cannot be asked within a macro over persons", "one macro at a time")
        return None

    def _quantified(self, tree: Any, kind: Any, column: int) -> Node | None:
        variable_tree, condition_tree = _arguments(tree, 2)
        variable = _name(variable_tree)
        if _name(tree.children[0]) != "persons":
            self.fault(tree, "a macro goes over persons", f"persons.{kind}(p, …)")
        elif variable is None or variable in RESERVED:
            self.fault(variable_tree, "this cannot name a person", f"persons.{kind}(p, …)")
        elif self._of_persons(tree, Quantified("count", None)) is not None:
            self.person, self.in_macro = variable, True
            condition = self.read(condition_tree)
            self.person, self.in_macro = None, False
            return None if condition is None else Quantified(kind, condition, column)
        return None


def _start(tree: Any, otherwise: int) -> int:
    """The column where `tree` begins; cel-python's true and false do not know theirs."""
    place = getattr(tree.meta, "start_pos", None)
    return otherwise if place is None else int(place) + 1


def _name(tree: Any) -> str | None:
    """The name that `tree` is; None where it is more than a name."""
    if tree.data == "primary" and tree.children[0].data == "ident":
        return str(tree.children[0].children[0])
    return None


def _arguments(tree: Any, place: int) -> list[Any]:
    return list(tree.children[place].children) if len(tree.children) > place else []
