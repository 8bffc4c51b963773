"""One objection: its texts and clock, whom it is about and the stored reason; taking up, asking, answering."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from merata.programmes.rules.sentence import Sentence
from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names, names_of
from merata_portal.actor import Actor, Capability
from merata_portal.attachments.queries import content
from merata_portal.office.forms import reason_of
from merata_portal.office.telling import done
from merata_portal.office.views.objections.forms import Answering, Heard, Question
from merata_portal.programmes.actions import answering, objection_erasing
from merata_portal.programmes.queries import objections as queries
from merata_portal.programmes.queries.objection_choices import programme_title
from merata_portal.programmes.queries.stored_reasons import stored_reason
from merata_portal.registry.queries.households import household as household_page
from merata_portal.registry.queries.searching import search

MOST_SOUGHT = 200


@require_safe
@requires(Capability.FILE_OBJECTION)
def objection(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """All that is known of an objection, and what may be done with it now."""
    return _show(request, _sought(actor(request), uuid))


@require_POST
@requires(Capability.DECIDE_OBJECTION)
def seek(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """People who may be meant, by name or number, which come in the body."""
    by = actor(request)
    told = _sought(by, uuid)
    by.require(Capability.DECIDE_OBJECTION, told.objection.village_code)
    text = request.POST.get("cari", "").strip()[:MOST_SOUGHT].replace("\x00", "")
    rows = search(by, text).rows
    return _show(request, told, found=rows, sought=text, names=area_names({row.village_code for row in rows}))


@require_POST
@requires(Capability.DECIDE_OBJECTION)
def take_up(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Begin to hear it."""
    return _do(request, uuid, lambda by: answering.take_up(by=by, objection=uuid), _("Mulai diperiksa."))


@require_POST
@requires(Capability.DECIDE_OBJECTION)
def find(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say which household is meant."""
    household = _uuid(request.POST.get("keluarga", ""))
    return _do(
        request, uuid, lambda by: answering.find_subject(by=by, objection=uuid, household=household),
        _("Keluarga yang dimaksud dicatat."),
    )  # fmt: skip


@require_POST
@requires(Capability.DECIDE_OBJECTION)
def ask(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask the resident something."""
    text = request.POST.get("text", "")
    return _do(
        request, uuid, lambda by: answering.ask(by=by, objection=uuid, question=text),
        _("Pertanyaan terkirim; waktu berhenti sampai pemohon menjawab."),
    )  # fmt: skip


@require_POST
@requires(Capability.DECIDE_OBJECTION)
def resume(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Go on, with what the resident said or without."""
    text = request.POST.get("text", "")
    return _do(request, uuid, lambda by: answering.resume(by=by, objection=uuid, heard=text), _("Waktu berjalan lagi."))


@require_POST
@requires(Capability.DECIDE_OBJECTION)
def answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Answer it, with the decision that goes with the answer."""
    by = actor(request)
    told = _sought(by, uuid)
    by.require(Capability.DECIDE_OBJECTION, told.objection.village_code)
    form = Answering(request.POST)
    if not form.is_valid():
        return _show(request, told, answer=form)
    given = form.cleaned_data
    if done(request, lambda: answering.answer(by=by, objection=uuid, **given), _("Jawaban tersimpan.")):
        return redirect("office:objection", uuid=uuid)
    # What was written stays in the form.
    return _show(request, told, answer=form)


@require_POST
@requires(Capability.DECIDE_OBJECTION)
def erase(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Erase its texts, once it is closed."""
    return _do(
        request, uuid, lambda by: objection_erasing.erase_texts(by=by, objection=uuid, reason=reason_of(request)),
        _("Isi keberatan dihapus untuk selamanya."),
    )  # fmt: skip


@require_safe
@requires(Capability.FILE_OBJECTION)
def scan(request: HttpRequest, uuid: UUID, scan_uuid: UUID) -> StreamingHttpResponse:
    """A letter that came with it."""
    try:
        found = next(one for one in queries.scans(actor(request), uuid) if one.uuid == scan_uuid)
    except (ObjectDoesNotExist, StopIteration) as error:
        raise Http404 from error
    name = {"Content-Disposition": f'attachment; filename="{found.file_name}"'}
    return StreamingHttpResponse(content(found), content_type=found.content_type, headers=name)


def _sought(by: Actor, uuid: UUID) -> queries.Told:
    try:
        return queries.objection(by, uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def _do(request: HttpRequest, uuid: UUID, action: Callable[[Actor], object], said: str) -> HttpResponse:
    by = actor(request)
    by.require(Capability.DECIDE_OBJECTION, _sought(by, uuid).objection.village_code)
    done(request, lambda: action(by), said)
    return redirect("office:objection", uuid=uuid)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _show(request: HttpRequest, told: queries.Told, **more: Any) -> HttpResponse:
    by, one, language = actor(request), told.objection, get_language() or "id"
    decides = by.may(Capability.DECIDE_OBJECTION, one.village_code)
    # An answer keeps the reason that it was given with; before it, that of the decision as it stands.
    reason = Sentence(one.reason_id, one.reason_en) if one.outcome else stored_reason(by, one)
    context = {
        "told": told,
        "readable": queries.may_read(by, one),
        "village": area_names([one.village_code]).get(one.village_code, one.village_code),
        "programme": programme_title(one.programme_id, language),
        "people": names_of({step.by_user_id for step in told.steps if step.by_user_id}),
        "decides": decides and queries.may_decide_it(by, one),
        "own_part": decides and not queries.may_decide_it(by, one),
        "home": _home(by, one),
        "reason": reason.id if language == "id" else reason.en,
        "scans": queries.scans(by, one.uuid),
        "ask": Question(auto_id="tanya-%s"),
        "heard": Heard(auto_id="dengar-%s"),
        "answer": Answering(auto_id="jawab-%s"),
        "may_erase": decides and not told.is_open and one.erased_at is None,
        **more,
    }
    return render(request, "office/objections/one.html", context, status=422 if "answer" in more else 200)


def _home(by: Actor, one: Any) -> Any:
    """The household that it is about, for who may see it."""
    if one.household is None or not by.may(Capability.VIEW_REGISTRY):
        return None
    try:
        return household_page(by, one.household.uuid).household
    except ObjectDoesNotExist:
        return None
