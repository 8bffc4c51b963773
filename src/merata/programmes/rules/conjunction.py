"""What an expression joins by "and", and which conditions it leads to."""

from __future__ import annotations

from collections.abc import Mapping

from merata.programmes.cel.syntax import Binary, Node, named


def conjuncts(node: Node) -> list[Node]:
    """What `node` joins by "and" at its top, from left to right."""
    if isinstance(node, Binary) and node.op == "&&":
        return [*conjuncts(node.left), *conjuncts(node.right)]
    return [node]


def reached(eligible: Node, conditions: Mapping[str, Node]) -> frozenset[str]:
    """The conditions that `eligible` names, directly or through others."""
    found: set[str] = set()
    waiting = set(named(eligible))
    while waiting:
        code = waiting.pop()
        if code in conditions and code not in found:
            found.add(code)
            waiting |= named(conditions[code])
    return frozenset(found)
