"""Whether the published documents agree with each other: everything is recomputed, every check is said aloud."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from merata.errors import InputError
from merata.programmes.rules.sentence import Sentence
from merata.programmes.training.applicants import Registry
from merata.programmes.training.canonical import digest, parsed, refused
from merata.programmes.training.commitment import COMMITMENT_FILE, read_commitment
from merata.programmes.training.drawing import (
    NUMBER_FILE,
    REVEAL_FILE,
    VOID_FILE,
    read_number,
    read_reveal,
    read_void,
)
from merata.programmes.training.frozen_list import LIST_FILE, Entry, FrozenList, Refused, freeze, read_list
from merata.programmes.training.result import RESULT_FILE, conclude

FILES = (COMMITMENT_FILE, LIST_FILE, NUMBER_FILE, REVEAL_FILE, VOID_FILE, RESULT_FILE)
Documents = Mapping[str, bytes]
"""The files of a draw's folder, by name."""

_NEEDS = {
    COMMITMENT_FILE: (COMMITMENT_FILE,),
    LIST_FILE: (LIST_FILE, COMMITMENT_FILE),
    NUMBER_FILE: (NUMBER_FILE, COMMITMENT_FILE, LIST_FILE),
    REVEAL_FILE: (REVEAL_FILE, COMMITMENT_FILE, NUMBER_FILE),
    RESULT_FILE: (COMMITMENT_FILE, LIST_FILE, NUMBER_FILE, REVEAL_FILE, RESULT_FILE),
}
_SAYS = {
    COMMITMENT_FILE: Sentence(
        "Pengumuman lengkap dan sah; hash rahasia ditetapkan sebelum pendaftaran ditutup",
        "The commitment is complete and valid; the secret's hash was fixed before applications closed",
    ),
    LIST_FILE: Sentence(
        "Daftar menyebut pengumuman ini, dibekukan setelah penutupan dan sebelum angka umum",
        "The list names this commitment, frozen after the closing day and before the public number",
    ),
    NUMBER_FILE: Sentence(
        "Angka umum menyebut daftar ini, sesuai jenis dan hari yang diumumkan",
        "The public number names this list and is of the kind and day announced",
    ),
    REVEAL_FILE: Sentence(
        "Rahasia cocok dengan hash yang diumumkan dan dibuka tepat waktu",
        "The secret fits the announced hash and was revealed in time",
    ),
    RESULT_FILE: Sentence(
        "Benih, kursi, daftar tunggu, dan peluang sama setelah dihitung ulang",
        "Seed, seats, waiting list and chances are the same when computed again",
    ),
    VOID_FILE: Sentence(
        "Undian batal: pernyataan menyebut dokumen-dokumen ini dan alasan yang berlaku hari itu",
        "The draw is void: the statement names these documents and a reason that holds on its day",
    ),
}
_ENDED = Sentence(
    "Undian selesai: ada hasil atau pernyataan batal, tidak dua-duanya",
    "The draw has ended: there is a result or a statement that it is void, not both",
)
_ANNOUNCED = Sentence("Hash yang diumumkan ada di sini", "The hash that was announced is here")
_REGISTRY = Sentence("Daftar sama dengan tabel pendaftaran", "The list is the same as the tables give")
_ROUND = Sentence("Pengumuman menyebut undian batal sebelumnya", "The commitment names the void draw before it")


@dataclass(frozen=True, slots=True)
class Check:
    """One check: of which document, what it says in both languages, and what differs where it failed (else None)."""

    file: str
    says: Sentence
    differs: str | None

    @property
    def agrees(self) -> bool:
        """Whether the check passed."""
        return self.differs is None


def verify(
    documents: Documents,
    *,
    announced: Sequence[str] = (),
    registry: Registry | None = None,
    before: Documents | None = None,
) -> list[Check]:
    """Every check of a draw's folder; it holds only where all agree.

    `documents` are recomputed from each other. They cannot show by themselves that nobody exchanged all of them later:
    `announced` are hashes as they were read out or printed at the time, each of which must be the hash of a document.
    `registry` also freezes the list again from the tables (`freeze`). `before` are the documents of the void draw that
    this one replaces. Never raises for what the documents hold.
    """
    checks = [
        _check(file, _SAYS[file], _document_check(file, documents)) for file in _NEEDS if _expected(file, documents)
    ]
    if VOID_FILE in documents:
        checks.append(_check(VOID_FILE, _SAYS[VOID_FILE], lambda: _void(documents)))
    ended = VOID_FILE if VOID_FILE in documents else _last(documents)
    checks.append(_check(ended, _ENDED, lambda: _ended(documents)))
    checks += [_check(_named(documents, one), _ANNOUNCED, _hash_check(documents, one)) for one in announced]
    if registry is not None:
        checks.append(_check(LIST_FILE, _REGISTRY, lambda: _from_tables(documents, registry)))
    if before is not None:
        checks.append(_check(COMMITMENT_FILE, _ROUND, lambda: _follows(documents, before)))
    return checks


def _check(file: str, says: Sentence, run: Callable[[], object]) -> Check:
    try:
        run()
    except InputError as error:
        return Check(file, says, str(error))
    return Check(file, says, None)


def _expected(file: str, documents: Documents) -> bool:
    """Whether a document is there or should be: after a void, what was not reached is not missed."""
    return file in documents or VOID_FILE not in documents or file == COMMITMENT_FILE


def _document_check(file: str, documents: Documents) -> Callable[[], object]:
    def run() -> object:
        parts = [_present(documents, name) for name in _NEEDS[file]]
        readers: dict[str, Callable[..., object]] = {
            RESULT_FILE: _same_result,
            COMMITMENT_FILE: read_commitment,
            LIST_FILE: read_list,
            NUMBER_FILE: read_number,
            REVEAL_FILE: read_reveal,
        }
        return readers[file](*parts)

    return run


def _present(documents: Documents, name: str) -> bytes:
    if name not in documents:
        raise refused(name, None, None, "the document", "is not published (here)")
    return documents[name]


def _same_result(commitment: bytes, frozen: bytes, number: bytes, opened: bytes, published: bytes) -> None:
    computed = conclude(commitment, frozen, number, opened)
    if published == computed:
        return
    found, expected = parsed(published, RESULT_FILE), parsed(computed, RESULT_FILE)
    names = sorted(name for name in {*found, *expected} if found.get(name) != expected.get(name))
    raise refused(RESULT_FILE, ", ".join(names), None, "what follows from documents 1 to 4", "differs")


def _void(documents: Documents) -> None:
    read_void(
        documents[VOID_FILE],
        _present(documents, COMMITMENT_FILE),
        documents.get(LIST_FILE),
        documents.get(NUMBER_FILE),
    )


def _ended(documents: Documents) -> None:
    ended = [file for file in (RESULT_FILE, VOID_FILE) if file in documents]
    if not ended:
        raise refused(_last(documents), None, None, f"{RESULT_FILE} or {VOID_FILE}", "the draw has not ended yet")
    if VOID_FILE in documents and (RESULT_FILE in documents or REVEAL_FILE in documents):
        raise refused(VOID_FILE, None, None, "a result or a void draw", "the secret was revealed and the draw is void")


def _last(documents: Documents) -> str:
    return next((file for file in reversed(FILES) if file in documents), COMMITMENT_FILE)


def _named(documents: Documents, announced: str) -> str:
    return next((file for file, content in documents.items() if digest(content) == announced), announced)


def _hash_check(documents: Documents, announced: str) -> Callable[[], None]:
    def run() -> None:
        if _named(documents, announced) == announced:
            raise refused(
                "the folder",
                None,
                announced,
                "a document with the announced hash",
                "a document was exchanged or changed",
            )

    return run


def _from_tables(documents: Documents, registry: Registry) -> None:
    commitment, published = _present(documents, COMMITMENT_FILE), _present(documents, LIST_FILE)
    listed = read_list(published, commitment)
    computed = freeze(commitment, registry, frozen_on=listed.frozen_on)
    if computed == published:
        return
    again = read_list(computed, commitment)
    here, there = _by_application(listed), _by_application(again)
    names = sorted(name for name in {*here, *there} if here.get(name) != there.get(name))
    shown = ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
    raise refused(LIST_FILE, shown or "days_recorded", None, "what the tables give", "differs")


def _by_application(listed: FrozenList) -> dict[str, Entry | Refused]:
    found: dict[str, Entry | Refused] = {entry.application_id: entry for entry in listed.entries}
    return found | {one.application_id: one for one in listed.refused}


def _follows(documents: Documents, before: Documents) -> None:
    terms = read_commitment(_present(documents, COMMITMENT_FILE)).terms
    voided = _present(before, VOID_FILE)
    earlier = read_commitment(_present(before, COMMITMENT_FILE))
    read_void(voided, before[COMMITMENT_FILE], before.get(LIST_FILE), before.get(NUMBER_FILE))
    secret = read_commitment(documents[COMMITMENT_FILE]).secret_sha256
    follows = {
        "replaces": terms.replaces == digest(voided),
        "round": terms.round == earlier.terms.round + 1,
        "course": terms.course == earlier.terms.course,
        "secret_sha256": secret != earlier.secret_sha256,
    }
    if not all(follows.values()):
        names = ", ".join(name for name, holds in follows.items() if not holds)
        raise refused(COMMITMENT_FILE, names, None, "the next round of the same course with a new secret", "differs")
