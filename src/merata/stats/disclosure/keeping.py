"""What an office keeps of an edition to make the next one beside it: exact counts, as bytes to be sealed.

Plain arrays and JSON, not pickled objects: it is read by later versions of this program, and runs nothing.
"""

from __future__ import annotations

import io
import json
import zipfile

import numpy as np

from merata.errors import InputError
from merata.stats.disclosure.editions import Edition
from merata.stats.disclosure.equations import equations
from merata.stats.disclosure.protect import published
from merata.stats.disclosure.rules import RULES, Rules
from merata.stats.disclosure.system import System
from merata.stats.disclosure.tables import Dimension, Table

_OF_SYSTEM = ("values", "low", "high", "free_low", "owner", "hidden", "need", "cost", "groups")
_OF_EDITION = ("counts", "basis", "hidden", "kept")


def kept_bytes(edition: Edition) -> bytes:
    """An edition as bytes; whoever has them has every exact count, so they are sealed and never published."""
    tables = [
        [one.name, one.measure, [[each.name, dict(each.parents), each.overlapping] for each in one.dimensions]]
        for one in edition.published
    ]
    arrays = {f"system_{name}": getattr(edition.system, name) for name in _OF_SYSTEM}
    arrays |= {name: getattr(edition, name) for name in _OF_EDITION}
    content = io.BytesIO()
    head = np.frombuffer(json.dumps(tables, ensure_ascii=False).encode(), dtype=np.uint8)
    np.savez_compressed(content, tables=head, **arrays)
    return content.getvalue()


def kept_edition(content: bytes, rules: Rules = RULES) -> Edition:
    """The edition that `kept_bytes` wrote; `InputError` where these bytes are not one."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        described = json.loads(arrays["tables"].tobytes())
        tables = [
            Table(name, measure, tuple(Dimension(*each) for each in dimensions), {})
            for name, measure, dimensions in described
        ]
        found = equations(tables)
        system = System(found.matrix, *(arrays[f"system_{name}"] for name in _OF_SYSTEM))
        counts, basis, hidden, kept = (arrays[name] for name in _OF_EDITION)
    except (KeyError, ValueError, TypeError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(
            "the kept edition cannot be read; expected what `kept_bytes` wrote: restore it from a backup"
        ) from error
    if not len(counts) == len(basis) == len(hidden) == len(kept) == len(found.cells):
        raise InputError(
            f"the kept edition has {len(counts)} counts for {len(found.cells)} cells; restore it from a backup"
        )
    small = (basis > 0) & (basis < rules.threshold)
    return Edition(
        tuple(published(tables, found, basis, hidden, small, rules)), found, system, counts, basis, hidden, kept
    )
