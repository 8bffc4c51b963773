"""Reading a backup into an empty folder, every byte against its hash before anything is believed."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import json
import os
import tarfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from merata_portal.config.backup.head import Head, from_json
from merata_portal.config.backup.making import DATABASE, FILES, HEAD, MANIFEST, SEAL, seal_of
from merata_portal.config.backup.refusals import BackupBroken

CHUNK = 1 << 20
TOLD = 10
_UNREADABLE = (gzip.BadGzipFile, zlib.error, EOFError, tarfile.TarError, UnicodeDecodeError)


@dataclass(slots=True)
class Unpacked:
    """What was read: the head, the manifest, and the hash of each file as it was written."""

    head: Head | None = None
    texts: dict[str, str] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)

    @property
    def manifest(self) -> dict[str, Any]:
        """Files, rows of tables and the audit's head."""
        found: dict[str, Any] = json.loads(self.texts[MANIFEST])
        return found


def unpack(file: Path, place: Path, accept: Callable[[Head], None]) -> Unpacked:
    """Write the backup's files into `place`: "database/…" and "files/…"; `accept` may refuse its head before that.

    Raises `BackupBroken` where anything is missing, too much, cut or changed, or was not sealed under these keys.
    """
    found = Unpacked()
    try:
        with gzip.open(file) as packed:
            with tarfile.open(fileobj=packed, mode="r|") as tar:
                for member in tar:
                    _take(tar, member, place, found, accept)
            while packed.read(CHUNK):  # to the end, where the checksum of the whole stands
                pass
    except _UNREADABLE as error:
        raise _broken(
            f"tidak terbaca ({type(error).__name__})", f"it cannot be read ({type(error).__name__})"
        ) from None
    _refuse_changed(found)
    _link_same(place, found.manifest)
    return found


def _take(
    tar: tarfile.TarFile, member: tarfile.TarInfo, place: Path, found: Unpacked, accept: Callable[[Head], None]
) -> None:
    content = tar.extractfile(member) if member.isreg() else None
    if content is None:
        raise _broken(f"{member.name} bukan berkas biasa", f"{member.name} is no plain file")
    if member.name in {HEAD, MANIFEST, SEAL}:
        found.texts[member.name] = content.read().decode()
        if member.name == HEAD:
            found.head = from_json(found.texts[HEAD].encode())
            accept(found.head)
        return
    if found.head is None or member.name in found.hashes:
        raise _broken("urutannya salah", "its parts are not in order")
    path = place / _inside(member.name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    found.hashes[member.name] = _written(content, path, member.mode & 0o777)


def _inside(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.parts[0] not in {DATABASE, FILES} or len(path.parts) < 2:
        raise _broken(f"nama {name!r} menunjuk ke luar", f"the name {name!r} points outside")
    return path


def _written(content: IO[bytes], path: Path, mode: int) -> str:
    digest = hashlib.sha256()
    with path.open("xb") as file:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            file.write(chunk)
        os.fchmod(file.fileno(), mode)
    return digest.hexdigest()


def _refuse_changed(found: Unpacked) -> None:
    if set(found.texts) != {HEAD, MANIFEST, SEAL}:
        raise _broken("terpotong", "it was cut")
    seal = ""
    with suppress(ValueError, KeyError, TypeError):
        seal = str(json.loads(found.texts[SEAL])["seal"])
    if not hmac.compare_digest(seal.encode(), seal_of(found.texts[HEAD], found.texts[MANIFEST]).encode()):
        raise _broken("segelnya tidak cocok", "its seal does not fit: it was changed, or made under other keys")
    wanted = {name: one["sha256"] for name, one in found.manifest["files"].items() if "sha256" in one}
    wrong = sorted(name for name in wanted.keys() | found.hashes.keys() if wanted.get(name) != found.hashes.get(name))
    if wrong:
        told = ", ".join(wrong[:TOLD]) + (" …" if len(wrong) > TOLD else "")
        raise _broken(f"{len(wrong)} berkas berubah: {told}", f"{len(wrong)} files were changed: {told}")


def _link_same(place: Path, manifest: dict[str, Any]) -> None:
    """What was one file under two names becomes one again."""
    for name, one in manifest["files"].items():
        if "same_as" in one:
            path = place / _inside(name)
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.hardlink_to(place / _inside(one["same_as"]))


def _broken(text_id: str, text_en: str) -> BackupBroken:
    return BackupBroken(
        f"cadangan rusak: {text_id}; pakai salinan lain", f"the backup is broken: {text_en}; use another copy of it"
    )
