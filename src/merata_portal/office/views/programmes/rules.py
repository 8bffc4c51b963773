"""Rule versions: their text word for word, where it comes from, and taking one back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import names_of
from merata_portal.actor import Capability
from merata_portal.office.forms import reason_of
from merata_portal.office.paging import newest_first
from merata_portal.office.telling import done
from merata_portal.office.views.programmes.finding import sought
from merata_portal.office.views.programmes.forms import RuleText
from merata_portal.programmes.actions import rules as actions
from merata_portal.programmes.queries import rules as queries
from merata_portal.programmes.queries.rulebooks import book_of


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.VIEW_PROGRAMMES)
def rules(request: HttpRequest) -> HttpResponse:
    """The registered rule versions, the newest first, and those of the package that are not registered yet."""
    by = actor(request)
    page = newest_first(request, queries.rules(by).order_by("-id"), "id")
    who = names_of({one.by_user_id for one in page.rows})
    may_register = by.may(Capability.SIMULATE_PROGRAMME)
    context = {
        "rows": [(one, who.get(one.by_user_id, "")) for one in page.rows],
        "next": page.next,
        "packaged": queries.packaged(by) if may_register else (),
        "form": RuleText() if may_register else None,
    }
    return render(request, "office/programmes/rules.html", context)


@require_safe
@requires(Capability.VIEW_PROGRAMMES)
def rule(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One rule version: its text, its values with their legal bases and sources."""
    by = actor(request)
    found = sought(lambda: queries.rule(by, uuid))
    who = names_of({one for one in (found.by_user_id, found.withdrawn_by_user_id) if one is not None})
    context = {
        "rule": found,
        "values": values(book_of(found)),
        "by": who.get(found.by_user_id, ""),
        "withdrawn_by": who.get(found.withdrawn_by_user_id or 0, ""),
        "may_withdraw": by.may(Capability.SIMULATE_PROGRAMME) and found.withdrawn_at is None,
    }
    return render(request, "office/programmes/rule.html", context)


@require_POST
@requires(Capability.SIMULATE_PROGRAMME)
def register(request: HttpRequest) -> HttpResponse:
    """Register a rulebook of the package, or one's own text; the same text twice is the same version."""
    by = actor(request)
    packaged = request.POST.get("packaged", "")
    made: list[UUID] = []
    if packaged:
        done(
            request,
            lambda: made.append(actions.register_packaged(by=by, programme_id=packaged).uuid),
            _("Aturan terdaftar."),
        )
        return redirect("office:rule", uuid=made[0]) if made else redirect("office:rules")
    form = RuleText(request.POST, request.FILES)
    if form.is_valid():
        text = form.cleaned_data["text"]
        done(request, lambda: made.append(actions.register_rulebook(by=by, text=text).uuid), _("Aturan terdaftar."))
        if made:
            return redirect("office:rule", uuid=made[0])
    context = {"rows": [], "packaged": (), "form": form}
    return render(request, "office/programmes/rules.html", context, status=422)


@require_POST
@requires(Capability.SIMULATE_PROGRAMME)
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a rule version back: nothing is launched from it any more."""
    by = actor(request)
    sought(lambda: queries.rule(by, uuid))
    done(
        request,
        lambda: actions.withdraw_rule(by=by, uuid=uuid, reason=reason_of(request)),
        _("Aturan ditarik; tidak dapat diluncurkan lagi."),
    )
    return redirect("office:rule", uuid=uuid)


def values(book: Any) -> list[tuple[str, Any]]:
    """The rulebook's values as they are dated, the latest first of each, with legal base and source."""
    return [
        (name, one)
        for name, dated in book.parameters.items()
        for one in sorted(dated, key=lambda value: value.start, reverse=True)
    ]
