"""The checked rows of an import, chunk by chunk and sealed, until they are applied."""

from __future__ import annotations

import io

import pyarrow as pa

from merata_portal.registry.models import Import, uploads


def write(found: Import, number: int, records: pa.Table) -> None:
    """Keep chunk `number` of the import."""
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, records.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(records)
    sink.seek(0)
    uploads.keep(_name(found, number), found.uuid, sink)


def read(found: Import, number: int) -> pa.Table:
    """Chunk `number` again."""
    blocks = b"".join(uploads.read(_name(found, number), found.uuid))
    return pa.ipc.open_stream(blocks).read_all()


def chunks(found: Import) -> int:
    """How many chunks the check kept; from the import itself, so that a missing file is missed."""
    return int(found.counts["chunks"])


def forget(found: Import) -> None:
    """Delete all chunks."""
    for path in uploads.folder().glob(f"{found.uuid.hex}-*.rows"):
        path.unlink()


def _name(found: Import, number: int) -> str:
    return f"{found.uuid.hex}-{number:06d}.rows"
