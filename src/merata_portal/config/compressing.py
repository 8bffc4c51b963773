"""Answers made small for slow lines: text is compressed, what is compressed already is left alone.

Where no proxy does it, the portal itself must: a page of 40 kB is one of 9 kB. Where one does, it leaves ours as it is.
Django's middleware adds up to a hundred random bytes, so that the length of a page tells nothing of a secret in it
(BREACH, CVE-2013-3587). That attack needs the session sent by another site's page besides, which SameSite refuses.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXTS = frozenset({"application/json", "application/javascript", "application/xml"})
PARTIAL_CONTENT, NOT_MODIFIED = 206, 304


class CompressionMiddleware(GZipMiddleware):
    """Gzip for whatever is text and whole."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, compressed where its reader takes that and it is worth it."""
        if response.status_code in {PARTIAL_CONTENT, NOT_MODIFIED} or not is_text(response.get("Content-Type", "")):
            return response
        return super().process_response(request, response)


def is_text(content_type: str) -> bool:
    """Whether that kind of content becomes smaller: a picture, a PDF, a workbook or Parquet does not."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind.startswith("text/") or kind in TEXTS or kind.endswith(("+json", "+xml"))
