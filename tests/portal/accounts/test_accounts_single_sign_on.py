"""Sign-in by the regency's own server, played by a session that answers as one would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.auth import get_user
from django.test import Client
from django.urls import clear_url_caches, include, path
from pytest_django import Settings

from merata_portal.accounts import actions, second_factor
from merata_portal.accounts.models import User
from merata_portal.actor import SYSTEM
from merata_portal.audit.models import Event

pytestmark = pytest.mark.django_db
SERVER = "https://sso.example/realms/asn"
NUMBER = "19" + "80" * 8


class Answer:
    def __init__(self, content: dict[str, Any]) -> None:
        self.content, self.status_code, self.headers = content, 200, {"content-type": "application/json"}

    def raise_for_status(self) -> None:
        """It is never anything but 200."""

    def json(self) -> dict[str, Any]:
        return self.content


class RegencyServer:
    """Says who signs in: `claims`."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}

    def __enter__(self) -> RegencyServer:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing was opened."""

    def get(self, url: str, **_: Any) -> Answer:
        if url.endswith("openid-configuration"):
            return Answer(
                {
                    "issuer": SERVER, "authorization_endpoint": f"{SERVER}/auth", "token_endpoint": f"{SERVER}/token",
                    "userinfo_endpoint": f"{SERVER}/userinfo", "jwks_uri": f"{SERVER}/certs",
                }
            )  # fmt: skip
        return Answer(self.claims)

    def request(self, method: str, url: str, **_: Any) -> Answer:
        return Answer({"access_token": "t", "token_type": "Bearer"})


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[RegencyServer]:
    played = RegencyServer()
    monkeypatch.setattr(DefaultSocialAccountAdapter, "get_requests_session", lambda self: played)
    app = {
        "provider_id": "sso", "name": "SSO Blitar", "client_id": "merata", "secret": "s",
        "settings": {"server_url": SERVER, "oauth_pkce_enabled": True},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    addresses = ModuleType("addresses")
    addresses.urlpatterns = [  # type: ignore[attr-defined]
        path("akun/sso/", include("merata_portal.accounts.sso_urls")),
        path("", include("merata_portal.config.urls")),
    ]
    settings.ROOT_URLCONF = addresses
    clear_url_caches()
    yield played
    clear_url_caches()


def come_back(client: Client) -> Any:
    """Go to the regency's server and come back from it."""
    gone = client.post("/akun/sso/sso/masuk/?process=login")
    there = urlsplit(gone.url)
    asked = parse_qs(there.query)
    assert f"{there.scheme}://{there.netloc}{there.path}" == f"{SERVER}/auth"
    assert asked["code_challenge_method"] == ["S256"]
    return client.get("/akun/sso/sso/kembali/", {"code": "c", "state": asked["state"][0]})


def test_the_sign_in_page_offers_it(server: RegencyServer, client: Client) -> None:
    assert "Masuk dengan SSO Blitar" in client.get("/akun/masuk/").content.decode()


def test_who_has_an_account_is_linked_once_and_still_shows_a_second_factor(
    server: RegencyServer, client: Client, person: Callable[..., User]
) -> None:
    siti = person(("social_officer", "35.05"), username="siti")
    server.claims = {"sub": "abc-1", "preferred_username": "siti", "name": "Siti", "nip": NUMBER}
    come_back(client)
    assert get_user(client) == siti  # type: ignore[arg-type]
    assert not client.session.get(second_factor.SESSION_KEY)
    link = SocialAccount.objects.get()
    assert (link.user, link.uid, link.extra_data) == (siti, "abc-1", {})
    assert not SocialToken.objects.exists()
    server.claims = {"sub": "abc-1", "preferred_username": "renamed", "nip": NUMBER}
    again = Client()
    come_back(again)
    assert get_user(again) == siti  # type: ignore[arg-type]
    assert SocialAccount.objects.get().extra_data == {}
    recorded = [event.action for event in Event.objects.order_by("sequence")]
    assert recorded == ["account.single_sign_on_linked", "account.signed_in", "account.signed_in"]


@pytest.mark.parametrize("name", ["budi", "", None])
def test_who_has_no_account_is_sent_back_and_none_is_made(
    server: RegencyServer, client: Client, person: Callable[..., User], name: str | None
) -> None:
    person(username="siti")
    server.claims = {"sub": "abc-2", "preferred_username": name, "email": "siti@example.org"}
    assert come_back(client).url == "/akun/masuk/"
    page = client.get("/akun/masuk/").content.decode()
    assert "Akun Anda belum terdaftar di sini" in page
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 0)


def test_a_closed_account_is_not_linked(server: RegencyServer, client: Client, person: Callable[..., User]) -> None:
    siti = person(username="siti")
    User.objects.filter(pk=siti.pk).update(is_active=False)
    server.claims = {"sub": "abc-3", "preferred_username": "siti"}
    come_back(client)
    assert not SocialAccount.objects.exists()


def test_another_identity_of_the_same_name_does_not_take_the_account_over(
    server: RegencyServer, client: Client, person: Callable[..., User]
) -> None:
    siti = person(username="siti")
    server.claims = {"sub": "abc-1", "preferred_username": "siti"}
    come_back(client)
    server.claims = {"sub": "abc-9", "preferred_username": "siti"}
    stranger = Client()
    come_back(stranger)
    assert not isinstance(get_user(stranger), User)  # type: ignore[arg-type]
    assert SocialAccount.objects.get().uid == "abc-1"
    actions.reset_sign_in(by=SYSTEM("test"), user=siti, reason="ganti akun SSO")
    come_back(stranger)
    assert SocialAccount.objects.get().uid == "abc-9"


def test_a_forged_return_signs_nobody_in(server: RegencyServer, client: Client, person: Callable[..., User]) -> None:
    person(username="siti")
    server.claims = {"sub": "abc-1", "preferred_username": "siti"}
    page = client.get("/akun/sso/sso/kembali/", {"code": "c", "state": "forged"})
    assert "Tidak dapat masuk" in page.content.decode()
    assert not isinstance(get_user(client), User)  # type: ignore[arg-type]
