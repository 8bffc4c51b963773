"""A parameter's value as somebody writes it, read as the kind of value that it stands in for."""

from __future__ import annotations

import math

from merata.programmes.rules.rulebook import Value

_YES_OR_NO = {"true": True, "false": False}


def read_value(text: str, like: Value) -> Value:
    """`text` as a value of the kind of `like`; as the text itself where it is none, so that it is refused.

    Numbers as in a rulebook (4_000_000, 0.15), true or false, and texts of a list with commas between them.
    """
    if isinstance(like, bool):
        return _YES_OR_NO.get(text.lower(), text)
    if isinstance(like, int | float):
        return _number(text)
    if isinstance(like, tuple):
        return tuple(part.strip() for part in text.split(","))
    return text


def _number(text: str) -> Value:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        number = float(text)
    except ValueError:
        return text
    return number if math.isfinite(number) else text
