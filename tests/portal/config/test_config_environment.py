from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured

from merata_portal.config import environment

LONG = "x1" * 25


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("HOSTS", "SECRET_KEY", "PROXIES", "OIDC_SERVER", "OIDC_CLIENT", "OIDC_SECRET", "OIDC_NAME"):
        monkeypatch.delenv(f"MERATA_{name}", raising=False)
    return monkeypatch


def test_hosts_are_names_parted_by_commas(given: pytest.MonkeyPatch) -> None:
    assert environment.hosts() == []
    given.setenv("MERATA_HOSTS", "merata.blitarkab.go.id, merata.blitarkota.go.id,")
    assert environment.hosts() == ["merata.blitarkab.go.id", "merata.blitarkota.go.id"]


@pytest.mark.parametrize("wrong", ["*", "https://a.go.id", "a.go.id:443", "ok.go.id,*.go.id"])
def test_a_host_that_is_more_or_less_than_a_name_is_refused(given: pytest.MonkeyPatch, wrong: str) -> None:
    given.setenv("MERATA_HOSTS", wrong)
    with pytest.raises(ImproperlyConfigured, match="expected names without scheme, port or"):
        environment.hosts()


def test_production_needs_a_long_key_and_this_machine_none(given: pytest.MonkeyPatch) -> None:
    assert len(environment.secret_key(production=False)) >= 50
    assert environment.secret_key(production=False) != environment.secret_key(production=False)
    with pytest.raises(ImproperlyConfigured, match="at least 50 characters, and is 0"):
        environment.secret_key(production=True)
    given.setenv("MERATA_SECRET_KEY", "short-secret")
    with pytest.raises(ImproperlyConfigured, match="and is 12") as refused:
        environment.secret_key(production=True)
    assert "short-secret" not in str(refused.value)
    given.setenv("MERATA_SECRET_KEY", LONG)
    assert environment.secret_key(production=True) == LONG


def test_proxies_are_a_number(given: pytest.MonkeyPatch) -> None:
    assert environment.proxies() == 0
    given.setenv("MERATA_PROXIES", "2")
    assert environment.proxies() == 2
    given.setenv("MERATA_PROXIES", "yes")
    with pytest.raises(ImproperlyConfigured, match="'yes'; expected the number of proxies"):
        environment.proxies()


def test_sign_in_by_openid_connect_is_all_or_nothing(given: pytest.MonkeyPatch) -> None:
    assert environment.oidc() is None
    given.setenv("MERATA_OIDC_SERVER", "https://sso.blitarkab.go.id/realms/asn")
    with pytest.raises(ImproperlyConfigured, match="needs MERATA_OIDC_CLIENT, MERATA_OIDC_SECRET too"):
        environment.oidc()
    given.setenv("MERATA_OIDC_CLIENT", "merata")
    given.setenv("MERATA_OIDC_SECRET", "s")
    found = environment.oidc()
    assert found is not None
    assert (found["provider_id"], found["client_id"], found["name"]) == ("sso", "merata", "SSO")
    assert found["settings"] == {
        "server_url": "https://sso.blitarkab.go.id/realms/asn",
        "oauth_pkce_enabled": True,
    }
    given.setenv("MERATA_OIDC_SERVER", "http://sso.blitarkab.go.id")
    with pytest.raises(ImproperlyConfigured, match="begins with https://"):
        environment.oidc()


def test_the_token_of_the_figures_is_long_or_absent(given: pytest.MonkeyPatch) -> None:
    given.delenv("MERATA_METRICS_TOKEN", raising=False)
    assert environment.metrics_token() == ""
    given.setenv("MERATA_METRICS_TOKEN", "pendek")
    with pytest.raises(ImproperlyConfigured, match="is 6 characters; expected at least 32") as refused:
        environment.metrics_token()
    assert "pendek" not in str(refused.value)
    given.setenv("MERATA_METRICS_TOKEN", LONG)
    assert environment.metrics_token() == LONG


def test_the_contact_for_weaknesses_is_an_address_with_a_day(given: pytest.MonkeyPatch) -> None:
    for name in ("CONTACT", "EXPIRES"):
        given.delenv(f"MERATA_SECURITY_{name}", raising=False)
    assert environment.security_contact() == ("", None)
    given.setenv("MERATA_SECURITY_CONTACT", "csirt@blitarkab.go.id")
    given.setenv("MERATA_SECURITY_EXPIRES", "tahun depan")
    with pytest.raises(ImproperlyConfigured, match=r"expected mailto:… or https://…; .*'tahun depan'; expected a day"):
        environment.security_contact()
    given.setenv("MERATA_SECURITY_CONTACT", "mailto:csirt@blitarkab.go.id")
    given.setenv("MERATA_SECURITY_EXPIRES", "2027-06-30")
    assert environment.security_contact() == ("mailto:csirt@blitarkab.go.id", date(2027, 6, 30))
