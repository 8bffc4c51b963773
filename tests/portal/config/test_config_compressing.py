"""What is compressed on its way, what is not, and that it comes out the same."""

from __future__ import annotations

import gzip

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from merata_portal.config.compressing import CompressionMiddleware, is_text

TEXT = "Di desa ini dua belas dari seratus orang hidup di bawah garis kemiskinan. " * 40


def sent(answer: HttpResponseBase, accepts: str = "br, gzip") -> HttpResponseBase:
    return CompressionMiddleware(lambda request: answer)(
        RequestFactory().get("/", headers={"accept-encoding": accepts})
    )


def body(answer: HttpResponseBase) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kind", "small"),
    [
        ("text/html; charset=utf-8", True), ("text/css", True), ("text/csv", True), ("Text/Calendar", True),
        ("application/json", True), ("application/ld+json; charset=utf-8", True), ("image/svg+xml", True),
        ("image/jpeg", False), ("application/pdf", False), ("application/vnd.apache.parquet", False),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", False),
        ("application/octet-stream", False), ("", False),
    ],
)  # fmt: skip
def test_text_is_compressed_and_what_is_compressed_already_is_not(kind: str, *, small: bool) -> None:
    assert is_text(kind) is small
    answer = sent(HttpResponse(TEXT, content_type=kind))
    assert answer.has_header("Content-Encoding") is small
    assert (len(body(answer)) < len(TEXT) // 5) is small


def test_what_comes_out_is_what_went_in_whole_or_in_pieces() -> None:
    whole = sent(HttpResponse(TEXT))
    assert gzip.decompress(body(whole)).decode() == TEXT
    assert int(whole["Content-Length"]) == len(body(whole))
    pieces = sent(
        StreamingHttpResponse((TEXT[at : at + 100] for at in range(0, len(TEXT), 100)), content_type="text/csv")
    )
    assert gzip.decompress(body(pieces)).decode() == TEXT
    assert not pieces.has_header("Content-Length")


def test_a_reader_who_cannot_is_sent_it_as_it_is_and_caches_are_told() -> None:
    answer = sent(HttpResponse(TEXT), accepts="identity")
    assert body(answer).decode() == TEXT
    assert answer["Vary"] == "Accept-Encoding"
    assert sent(HttpResponse(TEXT))["Vary"] == "Accept-Encoding"


def test_the_length_of_a_page_with_a_secret_tells_nothing_of_it() -> None:
    """The same page has many lengths (BREACH)."""
    assert len({len(body(sent(HttpResponse(TEXT)))) for _ in range(40)}) > 10


def test_a_part_of_a_file_and_nothing_new_stay_as_they_are() -> None:
    part = HttpResponse(TEXT, status=206, headers={"Content-Range": f"bytes 0-{len(TEXT) - 1}/{len(TEXT)}"})
    assert body(sent(part)).decode() == TEXT
    assert not sent(HttpResponse(status=304)).has_header("Content-Encoding")


def test_a_known_version_is_still_known_when_compressed() -> None:
    assert sent(HttpResponse(TEXT, headers={"ETag": '"abc"'}))["ETag"] == 'W/"abc"'


def test_a_file_that_is_no_text_keeps_its_length() -> None:
    import io  # noqa: PLC0415

    answer = sent(FileResponse(io.BytesIO(b"\x89PNG" * 400), content_type="image/png"))
    assert answer["Content-Length"] == "1600"
    assert body(answer) == b"\x89PNG" * 400


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/pengaduan/", "/akun/masuk/", "/static/office/office.css", "/data-terbuka/"])
def test_the_portal_compresses_its_pages_and_its_styles(client: Client, path: str) -> None:
    plain, small = client.get(path), client.get(path, headers={"accept-encoding": "gzip"})
    assert small["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small["Vary"]
    first, again = body(plain), gzip.decompress(body(small))
    assert again[:200] == first[:200]  # beyond it each page has a token of its own
    assert len(again) == len(first)
