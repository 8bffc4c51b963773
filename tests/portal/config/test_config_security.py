from __future__ import annotations

from merata_portal.config.security import content_security_policy, cookie_settings, transport_settings


def test_nothing_inline_nothing_evaluated_nothing_from_elsewhere() -> None:
    directives = content_security_policy()["DIRECTIVES"]
    allowed = {source for sources in directives.values() for source in sources}
    assert allowed == {"'none'", "'self'", "data:"}
    assert [name for name, sources in directives.items() if "data:" in sources] == ["img-src"]
    assert directives["default-src"] == ["'none'"]


def test_cookies_in_production_are_bound_to_the_host_and_to_https() -> None:
    found = cookie_settings(production=True)
    assert (found["SESSION_COOKIE_NAME"], found["CSRF_COOKIE_NAME"]) == ("__Host-merata-session", "__Host-merata-csrf")
    assert [name for name, value in found.items() if name.endswith(("SECURE", "HTTPONLY")) and not value] == []


def test_on_this_machine_cookies_work_without_https_but_stay_out_of_reach_of_scripts() -> None:
    found = cookie_settings(production=False)
    assert found["SESSION_COOKIE_NAME"] == "merata-session"
    assert not found["SESSION_COOKIE_SECURE"]
    assert found["SESSION_COOKIE_HTTPONLY"]
    assert found["CSRF_COOKIE_HTTPONLY"]


def test_a_forwarded_scheme_is_believed_only_where_there_is_a_proxy() -> None:
    assert transport_settings(production=False, proxies=0) == {}
    assert "SECURE_PROXY_SSL_HEADER" not in transport_settings(production=True, proxies=0)
    behind = transport_settings(production=True, proxies=1)
    assert behind["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert behind["SECURE_SSL_REDIRECT"]
    assert behind["SECURE_HSTS_SECONDS"] == 365 * 24 * 3600
