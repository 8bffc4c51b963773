"""Accounts and roles: who may do what, where, since when."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.actions import assignments
from merata_portal.accounts.actions import people as accounts
from merata_portal.accounts.queries import assignments_within, users_within
from merata_portal.actor import Capability, Role
from merata_portal.office.forms import Grant, NewPerson, reason_of
from merata_portal.office.telling import done


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MANAGE_ACCOUNTS)
def people(request: HttpRequest) -> HttpResponse:
    """The accounts that one manages with their roles, and a new one."""
    by = actor(request)
    form = NewPerson(request.POST or None)
    made: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def create() -> None:
            user, password = accounts.create_user(by=by, username=given["username"], full_name=given["full_name"])
            made.append((user.username, password))

        if done(request, create):
            form = NewPerson()
    held = {user: list(rows) for user, rows in groupby(assignments_within(by), key=lambda one: one.user_id)}
    rows = [(user, held.get(user.pk, [])) for user in users_within(by).order_by("username")]
    context = {"rows": rows, "form": form, "made": made[0] if made else None}
    return render(request, "office/people.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Capability.MANAGE_ACCOUNTS)
def person(request: HttpRequest, user_id: int) -> HttpResponse:
    """One account: its roles, and what may be done with it."""
    by = actor(request)
    user = get_object_or_404(users_within(by), pk=user_id)
    held = assignments_within(by).filter(user=user)
    return render(request, "office/person.html", {"person": user, "held": held, "form": Grant(actor=by)})


@require_POST
@requires(Capability.MANAGE_ACCOUNTS)
def grant(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give a role in an area."""
    by = actor(request)
    user = get_object_or_404(users_within(by), pk=user_id)
    form = Grant(request.POST, actor=by)
    if not form.is_valid():
        held = assignments_within(by).filter(user=user)
        return render(request, "office/person.html", {"person": user, "held": held, "form": form}, status=422)
    given = form.cleaned_data
    done(
        request,
        lambda: assignments.grant(
            by=by, user=user, role=Role(given["role"]), area=given["area"], reason=given["reason"],
            until_day=given["until_day"],
        ),
        _("Peran diberikan."),
    )  # fmt: skip
    return redirect("office:person", user_id=user_id)


@require_POST
@requires(Capability.MANAGE_ACCOUNTS)
def revoke(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """End a role at once."""
    by = actor(request)
    found = get_object_or_404(assignments_within(by), pk=assignment_id)
    done(
        request,
        lambda: assignments.revoke(by=by, assignment=found, reason=reason_of(request)),
        _("Peran diakhiri."),
    )
    return redirect("office:person", user_id=found.user_id)


@require_POST
@requires(Capability.MANAGE_ACCOUNTS)
def close(request: HttpRequest, user_id: int) -> HttpResponse:
    """Close an account."""
    by = actor(request)
    user = get_object_or_404(users_within(by), pk=user_id)
    done(
        request, lambda: accounts.deactivate_user(by=by, user=user, reason=reason_of(request)), _("Akun ditutup.")
    )  # fmt: skip
    return redirect("office:person", user_id=user_id)


@require_POST
@requires(Capability.MANAGE_ACCOUNTS)
def reopen(request: HttpRequest, user_id: int) -> HttpResponse:
    """Open a closed account."""
    by = actor(request)
    user = get_object_or_404(users_within(by), pk=user_id)
    done(
        request, lambda: accounts.reactivate_user(by=by, user=user, reason=reason_of(request)), _("Akun dibuka.")
    )  # fmt: skip
    return redirect("office:person", user_id=user_id)


@require_POST
@requires(Capability.MANAGE_ACCOUNTS)
def new_password(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give an account's sign-in back; the new password is shown once."""
    by = actor(request)
    user = get_object_or_404(users_within(by), pk=user_id)
    made: list[str] = []
    if done(request, lambda: made.append(accounts.reset_sign_in(by=by, user=user, reason=reason_of(request)))):
        return render(request, "office/new_password.html", {"person": user, "password": made[0]})
    return redirect("office:person", user_id=user_id)
