"""An office's export, CSV or XLSX: recognised first, then read in chunks that fit memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path

import pyarrow as pa

from merata.errors import InputError
from merata.registry.csv_chunks import CsvFile, csv_chunks, open_csv
from merata.registry.layout_mapping import mapped
from merata.registry.recognition import Recognition, recognised
from merata.registry.record import Chunk, RawChunk
from merata.registry.xlsx_chunks import XlsxFile, open_xlsx, xlsx_chunks

CHUNK_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Export:
    """A file that was opened and recognised; `chunks` reads its rows, once or more often."""

    file: CsvFile | XlsxFile
    recognition: Recognition

    def chunks(self, rows: int = CHUNK_ROWS) -> Iterator[Chunk]:
        """The rows in the file's order, at most `rows` at a time."""
        raw = csv_chunks(self.file, rows) if isinstance(self.file, CsvFile) else xlsx_chunks(self.file, rows)
        for chunk in raw:
            yield _recognised(chunk, self.recognition)

    @property
    def passed_over(self) -> tuple[str, ...]:
        """The sheets of a workbook that have other columns than its first."""
        return () if isinstance(self.file, CsvFile) else self.file.passed_over

    def preview(self, rows: int = 10) -> Chunk | None:
        """The first `rows` rows; None where there are none."""
        return next(islice(self.chunks(rows), 1), None)


def open_export(path: Path, format: str = "auto", *, mapping: Path | None = None) -> Export:  # noqa: A002
    """Open a file, guard against what is damaged or hostile, and find its layout from its header.

    `format` is dtsen, siksng, p3ke, a layout's own id, or auto; `mapping` an office's own mapping file, which names its
    layout itself. Raises `InputError` with everything that is missing, `UsageError` for an unknown format.
    """
    own = None if mapping is None else mapped(mapping)
    match path.suffix.lower():
        case ".xlsx" | ".xlsm":
            file: CsvFile | XlsxFile = open_xlsx(path)
        case ".csv" | ".txt" | ".tsv":
            file = open_csv(path)
        case suffix:
            raise InputError(f"{path.name}: {suffix or 'no suffix'} is not read; save it as .csv or .xlsx")
    return Export(file, recognised(path.name, file.columns, format, own))


def read_export(path: Path, format: str = "auto", *, mapping: Path | None = None) -> Iterator[Chunk]:  # noqa: A002
    """The rows of an export, in chunks; raises as `open_export` does, before the first chunk."""
    return open_export(path, format, mapping=mapping).chunks()


def _recognised(raw: RawChunk, recognition: Recognition) -> Chunk:
    cells = pa.table({field: raw.source[name] for field, name in recognition.names.items()})
    return Chunk(**{part.name: getattr(raw, part.name) for part in fields(raw)}, cells=cells)
