"""Files with personal data on disk: sealed block by block, opened in memory only.

A file is a run of blocks, each sealed for its place (file, number, whether it is the last), so that a cut, moved or
swapped block does not open. What is opened lies in memory that the system frees with the process, kill -9 included.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings

from merata.tables.writing import whole_file
from merata_portal.personal.errors import SealBroken
from merata_portal.personal.sealing import HEAD_BYTES, is_current, seal, unseal

BLOCK_BYTES = 1 << 20
OPENED_AS = "berkas"
Kept = Callable[[], Iterable[tuple[str, UUID]]]
VAULTS: list[Vault] = []
"""Every folder of sealed files that the apps' models made: what a rotation of keys goes through."""


@dataclass(frozen=True, slots=True)
class Vault:
    """A folder of sealed files in the data folder.

    `context` is part of each seal. `kept` gives the names and uuids of the files that stay until somebody deletes
    them, to be sealed anew when keys are rotated. Others are short-lived where some `wait` here until they are decided;
    else they were left behind by a transaction that was rolled back, and nobody will ask for them.
    """

    folder_name: str
    context: str
    kept: Kept
    wait: bool = False

    def __post_init__(self) -> None:
        VAULTS.append(self)

    def folder(self) -> Path:
        """Where the sealed files lie; made if need be, for the portal's own user only."""
        root = Path(settings.DATA_ROOT) / self.folder_name
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        return root

    def keep(self, name: str, uuid: UUID, content: IO[bytes]) -> int:
        """Write `content` sealed as the file `name` of `uuid`; how many bytes it had."""
        total, number = 0, 0
        with whole_file(self.folder() / name) as partial, partial.open("wb") as file:
            block = content.read(BLOCK_BYTES)
            while True:
                following = content.read(BLOCK_BYTES)
                # One sign for each byte: sealing takes text.
                place = self._place(uuid, name, number, last=not following)
                sealed = seal(block.decode("latin-1"), context=place)
                file.write(len(sealed).to_bytes(4, "big") + sealed)
                total += len(block)
                if not following:
                    break
                block, number = following, number + 1
            file.flush()
            os.fsync(file.fileno())
        return total

    def read(self, name: str, uuid: UUID) -> Iterator[bytes]:
        """The blocks of a kept file; raises `SealBroken` where it was cut or changed, FileNotFoundError where gone."""
        with (self.folder() / name).open("rb") as file:
            head, number = file.read(4), 0
            if not head:
                raise SealBroken(f"{name}: the sealed file is empty; restore it")
            while head:
                sealed = file.read(int.from_bytes(head, "big"))
                head = file.read(4)
                place = self._place(uuid, name, number, last=not head)
                yield unseal(sealed, context=place).encode("latin-1")
                number += 1

    def renew(self) -> int:
        """Seal anew each kept file that stands under an older key; how many those were."""
        renewed = [name for name, uuid in self.kept() if self._renewed(name, uuid)]
        still = {name for name, _ in self.kept()} if renewed else set()
        for name in set(renewed) - still:
            self.forget(name)  # deleted while it was being written again
        return len(renewed)

    def outdated(self) -> list[str]:
        """The files that somebody may still ask for and that stand under an older key."""
        asked = None if self.wait else {name for name, _ in self.kept()}
        found = (path for path in self.folder().iterdir() if asked is None or path.name in asked)
        return sorted(path.name for path in found if not _is_current(path))

    @contextmanager
    def opened(self, name: str, uuid: UUID, *, suffix: str) -> Iterator[Path]:
        """A path at which programs read the kept file, whose bytes are in memory only; it ends in `suffix`."""
        with in_memory() as file, tempfile.TemporaryDirectory(prefix="merata-") as place:
            for block in self.read(name, uuid):
                file.write(block)
            file.flush()
            path = Path(place) / f"{OPENED_AS}{suffix}"
            path.symlink_to(f"/proc/{os.getpid()}/fd/{file.fileno()}")
            yield path

    def forget(self, name: str) -> None:
        """Delete a kept file, if it is there."""
        (self.folder() / name).unlink(missing_ok=True)

    def _renewed(self, name: str, uuid: UUID) -> bool:
        if _is_current(self.folder() / name):
            return False
        with in_memory() as content:
            for block in self.read(name, uuid):
                content.write(block)
            content.seek(0)
            self.keep(name, uuid, content)
        return True

    def _place(self, uuid: UUID, name: str, number: int, *, last: bool) -> str:
        return f"{self.context}.{name}:{uuid.hex}:{number}{':last' if last else ''}"


def in_memory() -> IO[bytes]:
    """An empty file that never touches a disk."""
    return os.fdopen(os.memfd_create("merata"), "w+b")


def _is_current(path: Path) -> bool:
    with path.open("rb") as file:
        file.read(4)
        return is_current(file.read(HEAD_BYTES))
