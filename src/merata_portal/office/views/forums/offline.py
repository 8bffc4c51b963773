"""The meeting on a device without a connection: a page without anybody's data, its program, and what it asks for.

The page, the program and the application's description are the same for everybody and hold nothing of a person, so
that a device can keep them; whatever is about people comes from `device` alone, and the device keeps it sealed.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.defaultfilters import date as written_date
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import actor, public, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Capability
from merata_portal.office.context import synthetic
from merata_portal.office.views.forums.device_texts import device_texts
from merata_portal.office.views.forums.rivals import rival_of
from merata_portal.office.views.forums.seeking import to_hold
from merata_portal.office.views.forums.syncing import for_device
from merata_portal.office.views.forums.wording import Line, row_line
from merata_portal.participation import names
from merata_portal.participation.logs import local
from merata_portal.participation.queries.findings import unsettled_in
from merata_portal.participation.queries.meetings import MeetingPage

LANGUAGES = ("id", "en")
FOLDER = "office/meeting"
STYLES = ("accounts/tokens.css", "accounts/pieces.css", "office/office.css", "office/forums.css", "office/icon.svg")


@require_safe
@public
def shell(_request: HttpRequest, language: str) -> HttpResponse:
    """The page that a device keeps; whose meeting it shows is known to the device alone."""
    return HttpResponse(_shell(language, synthetic=_synthetic()))


@require_safe
@public
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker, with the files that it keeps and their hash: another release is another script."""
    said = json.dumps({"version": _version(synthetic=_synthetic()), "files": _files(), "shell": _address("id")})
    script = f"const MERATA = {said};\n{_read(f'{FOLDER}/worker.js').decode()}"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@require_safe
@public
def manifest(_request: HttpRequest, language: str) -> HttpResponse:
    """How the page is installed: by its own name and picture, starting at the meeting that was prepared."""
    with override(language):
        said = {
            "name": _("Musyawarah · Merata"),
            "short_name": _("Musyawarah"),
            "lang": language,
            "id": "/kantor/musyawarah/",
            "start_url": _address(language),
            "scope": "/kantor/musyawarah/",
            "display": "standalone",
            "background_color": "#f4f7f7",
            "theme_color": "#0b6157",
            "icons": [
                _icon("icon-192.png", "192x192"),
                _icon("icon-512.png", "512x512"),
                {**_icon("icon-whole.png", "512x512"), "purpose": "maskable"},
                {"src": static("office/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
            ],
        }  # fmt: skip
    return JsonResponse(said, content_type="application/manifest+json")


@require_safe
@requires(Capability.HOLD_FORUM, Capability.HOLD_RESES)
def device(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """All that a device needs of a meeting, for who holds it; in the language that it asks for (`bahasa`)."""
    page = to_hold(actor(request), uuid)
    language = request.GET.get("bahasa", "id")
    with override(language if language in LANGUAGES else "id"):
        content = {**for_device(page), **_beside(page), "token": get_token(request)}
    return JsonResponse(content, headers={"Cache-Control": "no-store"})


def _beside(page: MeetingPage) -> dict[str, Any]:
    """What the device shows or reckons with beside `for_device`: entries with their place in the order, citations."""
    meeting, told = page.meeting, for_device(page)
    place = area_names([meeting.area]).get(meeting.area, meeting.area)
    citations = {name: {"id": rule.citation, "en": rule.citation} for name, rule in page.procedure.rules.items()}
    return {
        "label": f"{meeting.get_kind_display()}, {place}, {written_date(local(meeting.starts_at), 'j F Y')}",
        "area": meeting.area,
        "rules": {**told["rules"], "citations": citations},
        "entries": [
            {**said, "device": one.device, "sequence": one.sequence}
            for said, one in zip(told["entries"], page.entries, strict=True)
        ],
        "element_names": {one: str(names.element(one)) for one in page.procedure.elements},
        "findings": [{"uuid": str(one.finding.uuid), "text": one.text} for one in unsettled_in(meeting.area)],
        "conflicting": [_conflict(page, row) for row in page.conflicts],
    }


def _conflict(page: MeetingPage, row: Any) -> dict[str, Any]:
    """An entry that does not stand, in words, and what stands in its place."""
    rival = rival_of(page, row)
    return {
        "uuid": str(row.event_uuid),
        "device": row.device,
        **_line(row_line(page, row)),
        "why_id": row.why_id,
        "why_en": row.why_en,
        "rival": None if rival is None else _line(rival),
    }


def _line(line: Line) -> dict[str, str]:
    return {"at": written_date(line.at, "j M H.i"), "kind": line.kind, "said": line.said}


def _icon(name: str, sizes: str) -> dict[str, str]:
    return {"src": static(f"{FOLDER}/{name}"), "sizes": sizes, "type": "image/png"}


def _address(language: str) -> str:
    return reverse(f"office:forum-kept-{language}")


def _synthetic() -> bool:
    return synthetic(Path(settings.DATA_ROOT))


@cache
def _files() -> list[str]:
    """The addresses of everything that a device keeps: pages, styles, scripts and pictures."""
    return [_address(one) for one in LANGUAGES] + [static(one) for one in _statics()]


@cache
def _statics() -> list[str]:
    folder = finders.find(f"{FOLDER}/main.js")
    if not isinstance(folder, str):
        raise FileNotFoundError(f"{FOLDER}/main.js")
    kept = sorted(one.name for one in Path(folder).parent.iterdir() if one.suffix in {".js", ".css", ".png"})
    return [*STYLES, *(f"{FOLDER}/{one}" for one in kept if one not in {"worker.js", "leaving.js"})]


@cache
def _version(*, synthetic: bool) -> str:
    """The hash of everything that a device keeps."""
    parts = [_shell(one, synthetic=synthetic).encode() for one in LANGUAGES] + [_read(one) for one in _statics()]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:32]


@cache
def _shell(language: str, *, synthetic: bool) -> str:
    with override(language):
        other = next(one for one in LANGUAGES if one != language)
        context = {
            "language": language, "other": other, "other_address": _address(other), "synthetic": synthetic,
            "manifest": reverse(f"office:forum-kept-manifest-{language}"), "texts": device_texts(),
        }  # fmt: skip
        return render_to_string("office/forums/device.html", context)


@cache
def _read(name: str) -> bytes:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found).read_bytes()
