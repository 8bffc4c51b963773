from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.views.generic import View

from merata_portal.accounts.access import Access, actor, declared, public, requires, signed_in
from merata_portal.actor import Actor, Capability, Held, Role

SITI = Actor(7, "Siti", (Held(Role.SOCIAL_OFFICER, "35.05"),))
NOBODY = Actor(8, "Tamu")


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@pytest.mark.parametrize(
    ("access", "person", "authenticated", "admitted"),
    [
        (Access(everybody=True), NOBODY, False, True),
        (Access(), NOBODY, False, False),
        (Access(), NOBODY, True, True),
        (Access(capabilities=frozenset({Capability.MERGE})), SITI, True, True),
        (Access(capabilities=frozenset({Capability.MERGE})), SITI, False, False),
        (Access(capabilities=frozenset({Capability.VIEW_AUDIT})), SITI, True, False),
        (Access(capabilities=frozenset({Capability.VIEW_AUDIT, Capability.MERGE})), SITI, True, True),
        (Access(capabilities=frozenset({Capability.MERGE})), NOBODY, True, False),
    ],
)
def test_who_is_admitted(access: Access, person: Actor, authenticated: bool, admitted: bool) -> None:
    assert access.admits(person, authenticated=authenticated) is admitted


def test_a_view_that_says_nothing_declares_nothing() -> None:
    assert declared(view) is None
    view_with_an_attribute = lambda request: HttpResponse()  # noqa: E731
    view_with_an_attribute.merata_access = True  # type: ignore[attr-defined]
    assert declared(view_with_an_attribute) is None


def test_the_three_declarations() -> None:
    assert declared(public(lambda request: HttpResponse())) == Access(everybody=True)
    assert declared(signed_in(lambda request: HttpResponse())) == Access()
    asked = requires(Capability.MERGE, Capability.PAY)(lambda request: HttpResponse())
    assert declared(asked) == Access(capabilities=frozenset({Capability.MERGE, Capability.PAY}))


def test_a_class_declares_on_its_view_function() -> None:
    class Page(View):
        pass

    assert declared(requires(Capability.MERGE)(Page.as_view())) == Access(capabilities=frozenset({Capability.MERGE}))
    assert declared(Page.as_view()) is None


def test_requiring_nothing_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="at least one capability"):
        requires()


def test_a_request_without_its_actor_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="AccessMiddleware must be in MIDDLEWARE"):
        actor(HttpRequest())
