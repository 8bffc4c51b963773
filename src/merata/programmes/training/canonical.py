"""Documents as bytes: one way to write each, so that its hash is `sha256sum` of the file that everyone can download."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, NoReturn

from merata.errors import Fault, InputError

SCHEME = "merata-lottery/1"
"""Names every rule of the draw; whoever changes a rule changes this name."""


def canonical(document: Mapping[str, Any]) -> bytes:
    """`document` as UTF-8 JSON: keys sorted, one space an indent, a line feed at the end, no fractions.

    Holds text, whole numbers, true, false, null, lists and objects; what is not whole is written as text by whoever
    makes the document, so that no platform prints it otherwise.
    """
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    return f"{text}\n".encode()


def digest(content: bytes) -> str:
    """The SHA-256 of `content` in 64 lower-case hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def parsed(content: bytes, file: str) -> dict[str, Any]:
    """The document that `content` holds.

    `InputError` where it is not JSON, names a thing twice, holds a fraction, or is written in any other way than
    `canonical` writes it: two files that say the same would else have two hashes.
    """
    try:
        document = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_float=_no_fraction,
            parse_constant=_no_fraction,
        )
        if not isinstance(document, dict):
            raise refused(file, None, type(document).__name__, "an object", "not a document of a draw")
        same = canonical(document) == content
    except (ValueError, RecursionError) as error:  # ValueError: bad UTF-8, bad JSON, and what the hooks refuse
        raise refused(file, None, None, "the file as it was published", f"cannot be read ({error})") from error
    if not same:
        raise refused(
            file, None, None, "the file as it was published, byte for byte", "is not written as documents of a draw are"
        )
    return document


def refused(file: str, column: str | None, value: str | None, expected: str, problem: str) -> InputError:
    """An `InputError` of one fault of a document."""
    return InputError(f"{file} does not agree", [Fault(file, None, column, value, expected, problem)])


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("an entry is named twice")
    return found


def _no_fraction(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a whole number")
