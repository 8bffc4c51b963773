from __future__ import annotations

from django.urls import get_resolver

from merata_portal.accounts.checks import every_route_declares_its_access, routes


def test_every_route_of_the_portal_declares_its_access() -> None:
    assert every_route_declares_its_access() == []


def test_the_walk_finds_the_routes_of_every_front() -> None:
    found = {route.pattern: route.name for route in routes(get_resolver("merata_portal.config.urls"))}
    assert found["akun/masuk/"] == "account_login"
    assert found["akun/dua-langkah/pasang/"] == "mfa_activate_totp"
    assert found["bahasa/"] == "set_language"
    assert (found[""], found["laporan/en/"]) == ("public:home", "public:report-en")


def test_a_route_that_declares_nothing_is_an_error(office: str) -> None:
    errors = every_route_declares_its_access()
    assert [error.msg for error in errors] == ["the route x/undeclared/ declares no access"]
    assert errors[0].id == "merata.E001"
