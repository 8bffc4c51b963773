"""What analysis does not do, and why, in Indonesian and English."""

from __future__ import annotations

from collections.abc import Sequence

from merata.errors import Fault
from merata_portal.personal.reasons import Declined


class NotNow(Declined):
    """Analysis does not do this now; the message says why and what to do."""


class FaultyMaterial(NotNow):
    """A table that was brought has faults: all of them, each with its place."""

    def __init__(self, text_id: str, text_en: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(text_id, text_en)
        self.faults = tuple(faults)


class MissingMaterial(NotNow):
    """The inputs lack tables without which nothing can be computed; `tables` names them."""

    def __init__(self, text_id: str, text_en: str, tables: Sequence[str] = ()) -> None:
        super().__init__(text_id, text_en)
        self.tables = tuple(tables)


class SnapshotGone(NotNow):
    """The registry's snapshot is not what was frozen: files vanished, changed or came in beside them."""


class BrokenStore(NotNow):
    """A file of the store is gone or not what its name says."""
