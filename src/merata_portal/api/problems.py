"""What went wrong, as RFC 9457 (problem details) has it: in Indonesian, with the English beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Schema
from pydantic import Field

from merata_portal.api.words import both

MEDIA = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: `slug` is the place on the reference page that its `type` leads to."""

    slug: str
    status: int
    title_id: str
    title_en: str
    about_id: str
    about_en: str


ASKED_WRONG = Kind(
    "permintaan-salah", 400, "Permintaan tidak sesuai", "The request is not as documented",
    "Parameter tidak dikenal, berulang, atau nilainya tidak sesuai; errors menyebut setiap kesalahan.",
    "A parameter is unknown, repeated, or its value is not as documented; errors names every fault.",
)  # fmt: skip
NO_KEY = Kind(
    "tanpa-kunci", 401, "Kunci klien diperlukan", "A client key is needed",
    "Kirim kunci yang masih berlaku: Authorization: Bearer KUNCI.",
    "Send a key that is in force: Authorization: Bearer KEY.",
)  # fmt: skip
NOT_ALLOWED = Kind(
    "tidak-berwenang", 403, "Kunci ini tidak berwenang", "This key may not",
    "Kunci tidak memiliki lingkup yang diperlukan; mintalah kantor yang memberikannya.",
    "The key lacks the scope that is needed; ask the office that gave it.",
)  # fmt: skip
NOT_FOUND = Kind(
    "tidak-ditemukan", 404, "Tidak ditemukan", "Not found",
    "Alamat, wilayah, atau halaman yang diminta tidak ada, atau tidak untuk umum.",
    "The address, area or page that was asked for is not there, or is not public.",
)  # fmt: skip
NO_SUCH_METHOD = Kind(
    "metode-tidak-ada", 405, "Metode tidak tersedia", "No such method",
    "Sumber daya ini hanya dibaca; metode yang ada tertulis pada tajuk Allow.",
    "This resource is read only; the header Allow names the methods there are.",
)  # fmt: skip
GONE = Kind(
    "ditarik", 410, "Edisi sudah ditarik", "The edition was withdrawn",
    "Halaman lanjutan dari edisi yang sementara itu ditarik; mulai lagi tanpa cursor.",
    "A further page of an edition that was withdrawn meanwhile; start again without a cursor.",
)  # fmt: skip
TOO_OFTEN = Kind(
    "terlalu-sering", 429, "Terlalu banyak permintaan", "Too many requests",
    "Batas permintaan per menit dari satu alamat, atau batas dalam perjanjian klien, tercapai; tajuk Retry-After "
    "menyebut kapan boleh lagi.",
    "The limit of requests a minute from one address, or one of the client's agreement, is reached; the header "
    "Retry-After says when to come again.",
)  # fmt: skip
FAILED = Kind(
    "gangguan", 500, "Terjadi gangguan", "Something went wrong here",
    "Kesalahannya pada portal ini, bukan pada permintaan; sudah dicatat. Coba lagi nanti; bila tetap, beri tahu "
    "kantornya dengan nilai tajuk X-Request-ID.",
    "The fault is this portal's, not the request's; it was logged. Try again later; if it stays, tell the office the "
    "value of the header X-Request-ID.",
)  # fmt: skip
KINDS = (ASKED_WRONG, NO_KEY, NOT_ALLOWED, NOT_FOUND, NO_SUCH_METHOD, GONE, TOO_OFTEN, FAILED)


class Fault(Schema):
    """Satu kesalahan dalam permintaan. / One fault of a request."""

    place: str = Field(description=both("query, path, atau header", "query, path or header"))
    name: str = Field(description=both("nama parameter", "the parameter's name"))
    detail: str = Field(description=both("apa yang salah dan apa yang diharapkan", "in Indonesian"))
    detail_en: str = Field(description=both("yang sama dalam bahasa Inggris", "what is wrong and what was expected"))


class ProblemDetails(Schema):
    """Masalah menurut RFC 9457. / A problem as of RFC 9457."""

    type: str = Field(description=both("alamat penjelasan jenis masalahnya", "address that explains the kind"))
    title: str = Field(description=both("jenis masalahnya", "the kind of problem, in Indonesian"))
    title_en: str = Field(description=both("yang sama dalam bahasa Inggris", "the kind of problem"))
    status: int = Field(description=both("status HTTP", "the HTTP status"))
    detail: str = Field(description=both("apa yang terjadi dan apa yang harus dilakukan", "in Indonesian"))
    detail_en: str = Field(description=both("yang sama dalam bahasa Inggris", "what happened and what to do"))
    instance: str = Field(
        description=both("alamat yang diminta, tanpa parameter", "what was asked, without parameters")
    )
    errors: list[Fault] = Field(default=[], description=both("setiap kesalahan", "every fault"))


class Problem(Exception):  # noqa: N818 - as the standard calls it
    """Ends a request with a problem."""

    def __init__(
        self, kind: Kind, detail_id: str = "", detail_en: str = "", *,
        faults: Sequence[Mapping[str, str]] = (), headers: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(kind.slug, detail_en)
        self.kind = kind
        self.detail = (detail_id or kind.about_id, detail_en or kind.about_en)
        self.faults = list(faults)
        self.headers = dict(headers or {})


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem as an answer that no cache keeps."""
    kind = problem.kind
    told: dict[str, Any] = {
        "type": f"{reverse('api:reference')}#{kind.slug}", "title": kind.title_id, "title_en": kind.title_en,
        "status": kind.status, "detail": problem.detail[0], "detail_en": problem.detail[1], "instance": request.path,
        "errors": problem.faults,
    }  # fmt: skip
    content = json.dumps(told, ensure_ascii=False).encode()
    found = HttpResponse(content, content_type=MEDIA, status=kind.status, headers=problem.headers)
    found["Cache-Control"] = "no-store"
    found["Content-Language"] = "id, en"
    return found
