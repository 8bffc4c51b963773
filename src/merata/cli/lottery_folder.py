"""The published folder of a draw on disk, and the secret that must not lie in it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from merata.errors import InputError, UsageError
from merata.programmes.training.applicants import Registry
from merata.programmes.training.commitment import COMMITMENT_FILE, read_commitment
from merata.programmes.training.frozen_list import LIST_FILE, FrozenList, read_list
from merata.programmes.training.result import RESULT_FILE, Drawn, read_result
from merata.programmes.training.terms import Terms
from merata.programmes.training.verification import FILES, verify
from merata.tables.catalogue import TABLES
from merata.tables.folder import Dataset
from merata.tables.writing import whole_file

SECRET_BYTES = 32


def read_documents(folder: Path) -> dict[str, bytes]:
    """The documents of a draw that `folder` holds, by file name; other files are passed over.

    Raises `UsageError` where it holds none.
    """
    found = {file: (folder / file).read_bytes() for file in FILES if (folder / file).is_file()}
    if not found:
        raise UsageError(f"{folder} holds no document of a draw; expected {', '.join(FILES)}")
    return found


def needed(documents: dict[str, bytes], *files: str) -> list[bytes]:
    """The documents named; `UsageError` says which are not published yet."""
    missing = [file for file in files if file not in documents]
    if missing:
        raise UsageError(f"the folder has no {', '.join(missing)} yet; the steps are commit, freeze, number, draw")
    return [documents[file] for file in files]


def refuse_after(documents: dict[str, bytes], *files: str) -> None:
    """Raise `UsageError` where one of `files` is published already, because the step comes too late."""
    later = [file for file in files if file in documents]
    if later:
        raise UsageError(f"{', '.join(later)} is published already; a published document is never written again")


def publish(folder: Path, file: str, content: bytes) -> Path:
    """Write a new document; `InputError` where it is there already."""
    path = folder / file
    if path.exists():
        raise InputError(f"{path} is published already; a published document is never written again")
    try:
        with whole_file(path) as partial:
            partial.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}); choose another folder") from error
    return path


def new_secret(path: Path, *, published: Path) -> str:
    """Generate a secret and keep it in a new file that only its owner can read.

    Raises `UsageError` where the file would lie in the published folder, or is there already.
    """
    if path.resolve().is_relative_to(published.resolve()):
        raise UsageError(f"the secret would lie in the folder that is published, {published}; keep it elsewhere")
    secret = secrets.token_bytes(SECRET_BYTES).hex()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise UsageError(f"the secret cannot be written to {path} ({error.strerror}); name a new file") from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{secret}\n")
    return secret


def read_secret(path: Path) -> str:
    """The secret in the file that `new_secret` wrote."""
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the secret cannot be read from {path}: {error}") from error


def verified(folder: Path) -> tuple[Terms, FrozenList, Drawn]:
    """The terms, list and result of a draw whose documents agree; `InputError` where they do not."""
    documents = read_documents(folder)
    commitment, frozen, result = needed(documents, COMMITMENT_FILE, LIST_FILE, RESULT_FILE)
    if not all(check.agrees for check in verify(documents)):
        raise InputError(f"{folder} does not agree with itself; `merata lottery verify {folder}` says where")
    return read_commitment(commitment).terms, read_list(frozen, commitment), read_result(result)


def registry(root: Path) -> Registry:
    """The tables of the dataset folder that say who applies, as far as the draw needs them."""
    dataset = Dataset(root)
    wanted = {
        "applications": ("application_id", "course_id", "person_id", "selected", "applied_on"),
        "courses": ("course_id", "name", "year"),
        "persons": (
            "person_id",
            "household_id",
            "sex",
            "birth_date",
            "schooling_years",
            "severe_disability",
            "disability",
        ),
        "households": ("household_id", "village_code", "desil"),
    }
    known = {
        name: [column for column in columns if column in TABLES[name].arrow.names] for name, columns in wanted.items()
    }
    return Registry(**{name: dataset.read(name, columns) for name, columns in known.items()})
