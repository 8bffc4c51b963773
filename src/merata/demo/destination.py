"""Where the demo may write: an empty folder, or one that holds an earlier demo and nothing of anyone else's."""

from __future__ import annotations

from pathlib import Path

from merata.errors import UsageError
from merata.tables.catalogue import TABLES
from merata.tables.folder import DESCRIPTION_FILE, POLYGONS_FILE, Dataset

PORTAL_PREFIX = "portal"
"""What follows the demo (the portal) keeps its files under names that begin so."""

REPORT_FILES = {"id": "report.html", "en": "report-en.html"}
"""The report that `merata demo` writes, by language."""

OWN_FILES = frozenset(
    {
        *(f"{name}.parquet" for name in TABLES),
        *REPORT_FILES.values(),
        DESCRIPTION_FILE,
        POLYGONS_FILE,
        "faults.csv",
        "faults.json",
    }
)
"""Names that a demo folder may hold: what `merata demo` and the other commands write by default."""


def refuse_foreign(root: Path) -> None:
    """Raise `UsageError` where `root` is no folder, or holds files that an earlier demo did not write.

    A dataset that does not call itself synthetic is never overwritten, whatever its files are named.
    """
    if not root.exists():
        return
    if not root.is_dir():
        raise UsageError(f"demo: {root} is a file; expected a folder to write the demo into; name another")
    present = sorted(path.name for path in root.iterdir())
    foreign = [name for name in present if not _own(name)]
    if foreign:
        shown = ", ".join(foreign[:5]) + (f" and {len(foreign) - 5} more" if len(foreign) > 5 else "")
        raise UsageError(
            f"demo: {root} holds files that are not the demo's: {shown}; expected an empty or a new folder, or"
            " one with an earlier demo; name another folder"
        )
    holds_tables = any(name.endswith(".parquet") and not name.startswith(".") for name in present)
    synthetic = DESCRIPTION_FILE in present and Dataset(root).description.synthetic
    if holds_tables and not synthetic:
        raise UsageError(
            f"demo: {root} holds a dataset whose {DESCRIPTION_FILE} does not say `synthetic: true`; the demo"
            " would overwrite it; name another folder"
        )


def _own(name: str) -> bool:
    # A write that was killed outright leaves `.<table>.parquet.….partial` behind.
    leftover = name.startswith(".") and name.endswith(".partial")
    return leftover or name in OWN_FILES or name.startswith(PORTAL_PREFIX)
