"""Where a big table is summed: DuckDB in this process, or Apache Spark on a cluster, from the same expressions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import duckdb
import narwhals as nw
import pyarrow as pa

from merata.errors import UsageError
from merata.tables.frames import arrow

ENGINES = ("duckdb", "spark")
"""The engines by name."""
TWO_EXECUTORS = "local-cluster[2,1,1024]"
"""A cluster on this machine: two executor processes of one core and 1,024 MB each."""


class Engine(Protocol):
    """What a summary needs of an engine. Frames of one engine do not mix with those of another."""

    def read(self, source: Any) -> nw.LazyFrame[Any]:
        """A frame, or one or more Parquet files, as a lazy frame of this engine."""

    def keep(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """`frame` computed once, for as long as it is not released."""

    def release(self, frame: nw.LazyFrame[Any]) -> None:
        """Forget a kept frame and give its memory back."""

    def collect(self, frame: nw.LazyFrame[Any]) -> pa.Table:
        """A small result, brought here."""

    def close(self) -> None:
        """Give back what the engine itself started."""


class DuckDB:
    """DuckDB in this process.

    `memory_limit` as DuckDB writes it ("6GB"; None: 80% of the machine), beyond which it moves what it holds to
    `temp_directory` (None: `.tmp` beside the working folder); `threads` (None: all cores); `ordered`: rows keep the
    order of their files, which costs memory. Raises `UsageError` for a setting that DuckDB does not take.
    """

    def __init__(
        self,
        *,
        memory_limit: str | None = None,
        temp_directory: str | Path | None = None,
        threads: int | None = None,
        ordered: bool = False,
    ) -> None:
        settings = {
            "memory_limit": memory_limit,
            "temp_directory": None if temp_directory is None else str(temp_directory),
            "threads": threads,
        }
        try:
            self._connection = duckdb.connect(config={k: v for k, v in settings.items() if v is not None})
        except duckdb.Error as error:
            raise UsageError(f"DuckDB does not take these settings: {error}") from error
        # To sums the order of rows means nothing, and keeping it costs memory.
        self._connection.execute(f"SET preserve_insertion_order = {str(ordered).lower()}")
        self._kept: dict[int, str] = {}
        self._count = 0

    def read(self, source: Any) -> nw.LazyFrame[Any]:
        """Arrow tables and files as they are; any other table that Narwhals reads through Arrow."""
        files = _files(source)
        if files is not None:
            return nw.from_native(self._connection.read_parquet(files)).lazy()
        return nw.from_native(self._connection.from_arrow(arrow(source, "frame"))).lazy()

    def keep(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """As a table of the connection, which DuckDB may move to disk."""
        self._count += 1
        name = f"kept_{self._count}"
        nw.to_native(frame).create(name)
        kept: nw.LazyFrame[Any] = nw.from_native(self._connection.table(name)).lazy()
        self._kept[id(kept)] = name
        return kept

    def release(self, frame: nw.LazyFrame[Any]) -> None:
        """Drop the table of a kept frame."""
        name = self._kept.pop(id(frame), None)
        if name is not None:
            self._connection.execute(f"DROP TABLE {name}")

    def collect(self, frame: nw.LazyFrame[Any]) -> pa.Table:
        """Through Arrow."""
        return nw.to_native(frame).to_arrow_table()

    def close(self) -> None:
        """Close the connection, and with it all that was kept."""
        self._connection.close()


class Spark:
    """Apache Spark, through a session (None: the one that is active, or a new one on `master`).

    `master`: where the cluster is, as Spark writes it; by default two executor processes on this machine. Raises
    `UsageError` where pyspark is not installed or Java cannot be started.
    """

    def __init__(self, session: Any = None, *, master: str = TWO_EXECUTORS) -> None:
        self._own = session is None
        self._session = _session(master) if session is None else session

    def read(self, source: Any) -> nw.LazyFrame[Any]:
        """Spark's own frames and files as they are; a table in memory is sent to the cluster."""
        files = _files(source)
        if files is not None:
            source = self._session.read.parquet(*files)
        elif not type(source).__module__.startswith("pyspark."):
            source = self._session.createDataFrame(arrow(source, "frame"))
        frame: nw.LazyFrame[Any] = nw.from_native(source)
        return frame

    def keep(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Cached on the executors when first used, in memory and beyond it on their disks."""
        kept: nw.LazyFrame[Any] = nw.from_native(nw.to_native(frame).persist())
        return kept

    def release(self, frame: nw.LazyFrame[Any]) -> None:
        """Take a kept frame out of the executors' cache."""
        nw.to_native(frame).unpersist()

    def collect(self, frame: nw.LazyFrame[Any]) -> pa.Table:
        """Through Arrow."""
        return nw.to_native(frame).toArrow()

    def close(self) -> None:
        """End the session, with its executors, unless it was given."""
        if self._own:
            self._session.stop()


def engine_for(engine: str | Engine, source: Any) -> Engine:
    """The engine of that name (or the engine itself); a Spark frame is summed where it is.

    Raises `UsageError` for a name that is none.
    """
    if not isinstance(engine, str):
        return engine
    if engine not in ENGINES:
        raise UsageError(f"engine is {engine!r}; expected one of {', '.join(ENGINES)}, or an engine")
    if type(source).__module__.startswith("pyspark."):
        return Spark(source.sparkSession)
    return DuckDB() if engine == "duckdb" else Spark()


def _session(master: str) -> Any:
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra, and slow to import
    except ModuleNotFoundError as error:
        raise UsageError("the engine spark needs pyspark: install merata[spark], and Java 17") from error
    builder = (
        SparkSession.builder.master(master)
        .appName("merata")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
    )
    if master.startswith("local"):
        # On one machine the parts are few, and nothing has to be reached from elsewhere.
        builder = builder.config("spark.sql.shuffle.partitions", "4")
        for setting in ("spark.driver.host", "spark.driver.bindAddress"):
            builder = builder.config(setting, "127.0.0.1")
    try:
        session = builder.getOrCreate()
    except Exception as error:  # pyspark raises a plain error of its own where Java is missing
        raise UsageError(f"Spark cannot be started; it needs Java 17 or later: {error}") from error
    session.sparkContext.setLogLevel("ERROR")
    return session


def _files(source: Any) -> list[str] | None:
    """The Parquet files that `source` names, a folder standing for those in it; None where it is a table."""
    if isinstance(source, str | Path):
        path = Path(source)
        if not path.exists() and "*" not in path.name:
            raise UsageError(f"there is no {path}; give Parquet files, or a folder that holds them")
        return sorted(str(file) for file in path.glob("*.parquet")) or _none(path) if path.is_dir() else [str(source)]
    if isinstance(source, Sequence) and source and all(isinstance(part, str | Path) for part in source):
        return [file for part in source for file in _files(part) or ()]
    return None


def _none(folder: Path) -> list[str]:
    raise UsageError(f"{folder} holds no Parquet file; give the files, or a folder that holds them")
