"""Writing without halves: a file is written beside its place and renamed when it is whole."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yield a temporary path in the folder of `path`; rename it to `path` when the block ends well.

    If the block fails or is interrupted, `path` is as it was before and the temporary file is gone.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".partial", dir=path.parent)
    os.close(handle)
    partial = Path(name)
    try:
        yield partial
        partial.chmod(0o644)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def whole_folder(root: Path, *, last: str) -> Iterator[Path]:
    """Yield a temporary folder inside `root`; move its files into `root`, `last` as the last, when the block ends well.

    If the block fails or is interrupted, what `root` held is untouched and the temporary folder is gone. Ctrl-C while
    files are moved waits until all are: half of one dataset and half of another would be neither.
    """
    root.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=".", suffix=".partial", dir=root))
    try:
        yield partial
        with _uninterrupted():
            for path in sorted(partial.iterdir(), key=lambda path: (path.name == last, path.name)):
                path.replace(root / path.name)
    finally:
        shutil.rmtree(partial)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C, or a request to end, that comes during the block takes effect after it."""
    if threading.current_thread() is not threading.main_thread():
        yield  # the main thread alone is interrupted
        return
    came: list[int] = []
    before = {one: signal.signal(one, lambda number, _: came.append(number)) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, signal.SIG_DFL if handler is None else handler)
    for number in came[:1]:
        signal.raise_signal(number)
