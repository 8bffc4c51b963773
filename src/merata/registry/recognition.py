"""Which column of a file is what: a header held against the layouts."""

from __future__ import annotations

from dataclasses import dataclass

from merata.errors import Fault, InputError
from merata.registry.layouts import Layout, folded, layouts_of
from merata.tables.personal_numbers import masked

REASON_COLUMNS = ("alasan", "reason")
"""What a file of faulty rows has beside the export's own columns; a mended one may come back with them."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """How the columns of a file were understood.

    `columns`: (the file's name, the field that it is or None), in the file's order. `unused`: columns that are known
    but not needed; `unknown`: columns that neither the layout nor a mapping knows.
    """

    file: str
    layout: Layout
    columns: tuple[tuple[str, str | None], ...]
    unused: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def names(self) -> dict[str, str]:
        """The file's own name of each field that it has."""
        return {field: name for name, field in self.columns if field is not None}

    @property
    def own_columns(self) -> tuple[str, ...]:
        """The file's columns without those that an earlier check added."""
        return tuple(name for name, _ in self.columns if folded(name) not in REASON_COLUMNS)


def recognised(file: str, header: tuple[str, ...], format: str, own: Layout | None) -> Recognition:  # noqa: A002
    """The layout that fits the `header` best: `own`, made by a mapping file, or one of `format`.

    Raises `InputError` naming the required columns that are missing, for the layout that came nearest.
    """
    candidates = [own] if own is not None else layouts_of(format)
    fitting = [_with(file, header, layout) for layout in candidates]
    complete = [found for found in fitting if not _missing(found)]
    if complete:
        return max(complete, key=_known)
    nearest = max(fitting, key=_known)
    faults = [
        Fault(
            file,
            None,
            field,
            None,
            "a column named " + " or ".join(nearest.layout.fields[field].names) + ", or a mapping file that names it",
            f"the column is missing for {nearest.layout.layout_id}",
        )
        for field in _missing(nearest)
    ]
    seen = masked(", ".join(header))
    raise InputError(f"{file}: no known layout fits; the columns are: {seen}", faults)


def _with(file: str, header: tuple[str, ...], layout: Layout) -> Recognition:
    """The header as `layout` understands it; of several columns that could be a field, the one named first in it."""
    by_name = {folded(name): name for name in reversed(header)}
    fields: dict[str, str] = {}
    for field, spec in layout.fields.items():
        name = next((by_name[alias] for alias in spec.names if alias in by_name and by_name[alias] not in fields), None)
        if name is not None:
            fields[name] = field
    aliases = {alias for spec in layout.fields.values() for alias in spec.names}
    rest = [name for name in header if name not in fields and folded(name) not in REASON_COLUMNS]
    unused = tuple(name for name in rest if layout.knows(folded(name)) or folded(name) in aliases)
    unknown = tuple(name for name in rest if name not in unused)
    return Recognition(file, layout, tuple((name, fields.get(name)) for name in header), unused, unknown)


def _missing(found: Recognition) -> list[str]:
    return [field for field in found.layout.required if field not in found.names]


def _known(found: Recognition) -> tuple[int, int]:
    """How well a layout fits: how many of the header's columns it knows, then how many it uses."""
    return len(found.columns) - len(found.unknown), len(found.names)
