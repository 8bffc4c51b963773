"""What anybody may see: the written report, which says so where its figures are not the published edition's."""

from __future__ import annotations

import base64
import hashlib
import re

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import override
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import public
from merata_portal.analysis.queries.publications import Edition, current, hash_in
from merata_portal.public.views.inequality.estimates import DATASET, TABLE

REPORT_FILES = {"id": "report.html", "en": "report-en.html"}
FIGURES = re.compile(r'<meta name="merata-figures" content="(\S+) (\S+)">')
"""What a report says of its figures: the regency, and the hash of the edition's table that they are from."""
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
MATTER = "<main>"


@public
@require_safe
def report(request: HttpRequest, lang: str) -> HttpResponseBase:
    """The report that `merata demo` or `merata report DIR --out DIR/report.html` wrote into the data folder, in
    Indonesian or English; a page that says so (404) where there is none. Where a standing edition of its regency tells
    other figures, that is said above the report's own. One query.
    """
    path = settings.DATA_ROOT / REPORT_FILES[lang]
    with override(lang):
        if not path.is_file():
            return render(request, "public/front/no_report.html", status=404)
        text = path.read_text(encoding="utf-8")
        edition = _other_than(text)
        if edition is not None:
            note = render_to_string("public/front/report_differs.html", {"edition": edition, "lang": lang})
            text = text.replace(MATTER, note + MATTER, 1)
    answer = HttpResponse(text, content_type="text/html; charset=utf-8")
    # The report is one file with its style in it: that style is let through, and no other.
    return csp_update({"style-src": [SELF, *map(_source, STYLE.findall(text))]})(lambda _request: answer)(request)


def _source(style: str) -> str:
    """A style as a policy names what it lets through (Content Security Policy Level 3, 2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"


def _other_than(text: str) -> Edition | None:
    """The edition that stands of the report's regency, where the report's figures are not its; None otherwise.

    A report that does not say whose figures it tells, as older ones, is held against the first edition there is.
    """
    said = FIGURES.search(text)
    standing = [one for one in current() if said is None or one.area == said[1]]
    if not standing or (said is not None and said[2] == _hash(standing[0])):
        return None
    return standing[0]


def _hash(edition: Edition) -> str:
    """The hash of the edition's table of measures; empty where it has none."""
    try:
        return hash_in(edition, DATASET, TABLE, "csv")
    except KeyError:
        return ""
