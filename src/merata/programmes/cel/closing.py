"""An expression with everything that it names put in its place: values of parameters, and other conditions."""

from __future__ import annotations

from collections.abc import Container, Mapping

from merata.errors import UsageError
from merata.programmes.cel.syntax import Literal, Named, Node, Parameter, Value, children, walk, with_children


def filled(
    node: Node, *, parameters: Mapping[str, Value], named: Mapping[str, Node], left: Container[str] = ()
) -> Node:
    """`node` with the values of parameters and the conditions that it names written out.

    Conditions named in `left` are left as names. Raises `UsageError` naming every parameter and condition that is not
    given, and where conditions name each other in a circle.
    """
    opened = _opened(node, named, left, ())
    missing = sorted(
        {part.name for part in walk(opened) if isinstance(part, Parameter) and part.name not in parameters}
    )
    if missing:
        raise UsageError(
            f"no value of parameter {', '.join(missing)}; given are {', '.join(sorted(parameters)) or 'none'}"
        )
    return _filled(opened, parameters)


def _opened(node: Node, named: Mapping[str, Node], left: Container[str], above: tuple[str, ...]) -> Node:
    if isinstance(node, Named):
        if node.name in left:
            return node
        if node.name in above:
            raise UsageError(f"the conditions {' → '.join((*above, node.name))} name each other in a circle")
        if node.name not in named:
            raise UsageError(f"no condition {node.name}; given are {', '.join(sorted(named)) or 'none'}")
        return _opened(named[node.name], named, left, (*above, node.name))
    below = children(node)
    return with_children(node, tuple(_opened(child, named, left, above) for child in below)) if below else node


def _filled(node: Node, parameters: Mapping[str, Value]) -> Node:
    if isinstance(node, Parameter):
        value = parameters[node.name]
        return Literal(tuple(value) if isinstance(value, list) else value, node.column)
    below = children(node)
    return with_children(node, tuple(_filled(child, parameters) for child in below)) if below else node
