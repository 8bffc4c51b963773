"""What anybody may see: the published report."""

from __future__ import annotations

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import public

REPORT_FILES = {"id": "report.html", "en": "report-en.html"}


@public
# The report is one file with its style in it, and has no scripts. (django-csp types views without arguments only.)
@csp_update({"style-src": [SELF, UNSAFE_INLINE]})  # type: ignore[arg-type]
@require_safe
def report(request: HttpRequest, lang: str) -> FileResponse:
    """The report that `merata demo` or `merata report` wrote into the data folder, in Indonesian or English."""
    path = settings.DATA_ROOT / REPORT_FILES[lang]
    if not path.is_file():
        raise Http404(
            f"{path.name} is not there; write it with `merata report DIR --out DIR/{path.name} --lang {lang}`"
        )
    return FileResponse(path.open("rb"), content_type="text/html; charset=utf-8")
