"""What anybody may see: the published report."""

from __future__ import annotations

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import public

# The report is one file with its style in it, and has no scripts.
_with_its_style = csp_update({"style-src": [SELF, UNSAFE_INLINE]})
REPORT_FILES = {"id": "report.html", "en": "report-en.html"}


@public
@require_safe
def report(request: HttpRequest, lang: str) -> HttpResponseBase:
    """The report that `merata demo` or `merata report DIR --out DIR/report.html` wrote into the data folder, in
    Indonesian or English; a page that says so (404) where there is none.
    """
    path = settings.DATA_ROOT / REPORT_FILES[lang]
    if not path.is_file():
        with override(lang):
            return render(request, "public/front/no_report.html", status=404)
    return _with_its_style(lambda _request: FileResponse(path.open("rb"), content_type="text/html; charset=utf-8"))(
        request
    )
