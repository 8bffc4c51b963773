"""The head of the chain as it is published: a line anybody can keep, and hold against the chain later; pure."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from merata.errors import Fault, InputError

FORMAT = "merata audit head 1"
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class PublishedHead:
    """The last event's sequence (from 1), hash (64 hex signs) and time when the head was published."""

    sequence: int
    hash: str
    at: datetime

    def line(self) -> str:
        """The head as one line of JSON, to be printed, posted or kept in a file with others."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return json.dumps({"format": FORMAT, "sequence": self.sequence, "hash": self.hash, "at": at})


def read_heads(path: Path) -> tuple[PublishedHead, ...]:
    """The published heads in a file, one a line, sorted by sequence; raises `InputError` with every fault."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path}: cannot be read ({error}); expected lines that `merata portal audit head` printed"
        ) from None
    found: list[PublishedHead] = []
    faults: list[Fault] = []
    for row, line in enumerate(lines, start=1):
        if line.strip():
            head = _head(line)
            if head is None:
                expected = "a line that `merata portal audit head` printed"
                faults.append(Fault(str(path), row, None, line[:80], expected, "not a published head"))
            else:
                found.append(head)
    if faults or not found:
        raise InputError(f"{path}: no published head can be read from it", faults)
    return tuple(sorted(found, key=lambda head: head.sequence))


def _head(line: str) -> PublishedHead | None:
    try:
        fields = json.loads(line)
        head = PublishedHead(fields["sequence"], fields["hash"], datetime.fromisoformat(fields["at"]))
        fits = fields["format"] == FORMAT and type(head.sequence) is int and head.sequence > 0
        return head if fits and _HASH.fullmatch(head.hash) and head.at.tzinfo is not None else None
    except (ValueError, KeyError, TypeError):
        return None
