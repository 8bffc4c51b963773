"""What is told of a failure: words for its user, its place for the operator, and nothing of the data it met."""

from __future__ import annotations

import secrets
import traceback
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from merata.errors import MerataError
from merata.tables.personal_numbers import masked
from merata_portal.jobs.errors import JobFailed


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure in both languages, and the code by which the logs know it."""

    code: str
    text_id: str
    text_en: str


def told(error: Exception) -> Failure:
    """The failure as its user reads it; an unforeseen error is not quoted, since it may quote the data."""
    code = secrets.token_hex(4)
    if isinstance(error, JobFailed):
        return Failure(code, masked(error.text_id), masked(error.text_en))
    if isinstance(error, MerataError | PermissionDenied):
        return Failure(code, masked(str(error)), masked(str(error)))
    return Failure(
        code,
        f"Pekerjaan terhenti oleh kesalahan yang tak terduga. Bagian yang sudah selesai tetap tersimpan utuh. "
        f"Sampaikan kode {code} kepada administrator.",
        f"The work stopped on an unforeseen error. What was finished is kept whole. "
        f"Give the code {code} to the administrator.",
    )


def died(times: int) -> Failure:
    """The failure of a job whose workers died again and again without getting further."""
    code = secrets.token_hex(4)
    return Failure(
        code,
        f"Pekerjaan dihentikan: {times} kali berturut-turut proses kerja mati tanpa kemajuan (mungkin memori habis). "
        f"Bagian yang sudah selesai tetap tersimpan utuh. Sampaikan kode {code} kepada administrator.",
        f"The work was stopped: {times} times in a row its process died without progress (perhaps out of memory). "
        f"What was finished is kept whole. Give the code {code} to the administrator.",
    )


def where(error: BaseException) -> str:
    """Types and places of an error and its causes, without their messages: a database quotes the row it refused."""
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        lines.append(f"{type(current).__module__}.{type(current).__qualname__}")
        lines += [f"  {at.filename}:{at.lineno} {at.name}" for at in traceback.extract_tb(current.__traceback__)]
        current = current.__cause__ or current.__context__
    return "\n".join(lines)
