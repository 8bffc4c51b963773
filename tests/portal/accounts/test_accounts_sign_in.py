"""A person's way in: temporary password, own password, second factor, recovery codes; and who does not get in."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from merata_portal.accounts import actions, second_factor
from merata_portal.accounts.models import User
from merata_portal.accounts.sign_in import AccountAdapter
from merata_portal.actor import SYSTEM, Role
from merata_portal.audit.models import Event

OWN = "jembatan-kayu-biru-42"
TOO_MANY = "Terlalu banyak percobaan masuk yang gagal. Coba lagi nanti."
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - nobody's

pytestmark = pytest.mark.django_db


def code(secret: str, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def signed_in(client: Client) -> bool:
    return isinstance(get_user(client), User)  # type: ignore[arg-type]


def give(client: Client, username: str, password: str) -> Any:
    return client.post(reverse("account_login"), {"login": username, "password": password})


@pytest.fixture
def siti(areas: dict[str, Any]) -> tuple[User, str]:
    user, password = actions.create_user(by=SYSTEM("test"), username="siti", full_name="Siti Aminah")
    actions.grant(by=SYSTEM("test"), user=user, role=Role.SOCIAL_OFFICER, area="35.05", reason="SK 1")
    return user, password


@pytest.fixture
def ready(siti: tuple[User, str]) -> User:
    actions.preset_sign_in(by=SYSTEM("test"), user=siti[0], password=OWN, totp_secret=SECRET)
    return siti[0]


@pytest.mark.django_db(transaction=True)  # what follows a commit follows at once, as in use
def test_the_first_visit_leads_through_password_and_second_factor_to_the_recovery_codes(
    siti: tuple[User, str], client: Client, office: str
) -> None:
    user, password = siti
    assert give(client, "siti", password).status_code == 302
    assert client.get(office).url == reverse("account_change_password")
    changed = client.post(
        reverse("account_change_password"), {"oldpassword": password, "password1": OWN, "password2": OWN}
    )
    assert changed.url == reverse("mfa_activate_totp")  # and not the form again, as if nothing had been saved
    assert client.get(office).url == reverse("mfa_activate_totp")
    page = client.get(reverse("mfa_activate_totp"))
    assert [str(one) for one in page.context["messages"]][-1] == "Kata sandi berhasil diubah."
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert client.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 200  # wrong: asked again
    done = client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert done.url == reverse("mfa_view_recovery_codes")
    codes = client.get(done.url)
    assert f'<a class="main" href="{reverse("office:home")}">' in codes.content.decode()
    # What the page says of the codes is not said a second time under another name.
    assert [str(one) for one in codes.context["messages"]] == ["Aplikasi autentikator diaktifkan."]
    assert len(codes.context["unused_codes"]) == 10
    assert all(each in codes.content.decode() for each in codes.context["unused_codes"])
    again = client.get(done.url).content.decode()
    assert not any(each in again for each in codes.context["unused_codes"])  # shown once
    assert client.get(office).status_code == 200
    user.refresh_from_db()
    assert not user.must_change_password
    assert [event.action for event in Event.objects.filter(subject=f"user:{user.pk}").order_by("sequence")] == [
        "account.create", "role.grant", "account.signed_in", "account.password_changed",
        "account.totp_added", "account.recovery_codes_added",
    ]  # fmt: skip


def test_an_account_without_a_role_is_told_so_and_can_leave(siti: tuple[User, str], browser_of: Any) -> None:
    user, _ = actions.create_user(by=SYSTEM("test"), username="budi", full_name="Budi")
    actions.preset_sign_in(by=SYSTEM("test"), user=user, password=OWN, totp_secret=SECRET)
    refused = browser_of(user).get(reverse("office:home"))
    assert refused.status_code == 403
    told = refused.content.decode()
    assert "Akun Anda belum diberi peran" in told
    assert "enter_office" not in told
    assert f'action="{reverse("account_logout")}"' in told


def test_whoever_changes_their_password_later_goes_on_to_the_office_with_a_message(ready: User, client: Client) -> None:
    give(client, "siti", OWN)
    client.post(reverse("mfa_authenticate"), {"code": code(SECRET)})
    new = "perahu-merah-tua-77"
    form = {"oldpassword": OWN, "password1": new, "password2": new}
    changed = client.post(reverse("account_change_password"), form)
    assert changed.url == reverse("office:home")
    assert "Kata sandi berhasil diubah." in [str(one) for one in client.get(changed.url).context["messages"]]


def test_the_right_password_alone_does_not_sign_in(ready: User, client: Client, office: str) -> None:
    assert give(client, "siti", OWN).url == reverse("mfa_authenticate")
    assert not signed_in(client)
    assert client.get(office).url.startswith(reverse("account_login"))
    wrong = client.post(reverse("mfa_authenticate"), {"code": "123456"})
    assert wrong.status_code == 200
    assert not signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code(SECRET)})
    assert signed_in(client)
    assert client.get(office).status_code == 200


def test_a_code_works_once(ready: User, client: Client) -> None:
    now = code(SECRET)
    for expected in (True, False):
        browser = Client()
        give(browser, "siti", OWN)
        browser.post(reverse("mfa_authenticate"), {"code": now})
        assert signed_in(browser) is expected


def test_a_recovery_code_works_once(ready: User) -> None:
    spare = Authenticator.objects.get(user=ready, type="recovery_codes").wrap().get_unused_codes()[0]
    for expected in (True, False):
        browser = Client()
        give(browser, "siti", OWN)
        browser.post(reverse("mfa_authenticate"), {"code": spare})
        assert signed_in(browser) is expected


def test_a_session_that_never_showed_the_second_factor_is_asked_for_it(
    ready: User, client: Client, office: str
) -> None:
    client.force_login(ready)
    assert client.get(office).url == reverse("mfa_reauthenticate")
    client.post(reverse("mfa_reauthenticate"), {"code": code(SECRET)})
    assert client.get(office).status_code == 200


def test_the_second_factor_of_one_person_is_not_that_of_the_next(ready: User, person: Any, office: str) -> None:
    client = Client()
    client.force_login(ready)
    session = client.session
    session[second_factor.SESSION_KEY] = ready.pk + 1000
    session.save()
    assert client.get(office).url == reverse("mfa_reauthenticate")


def test_secrets_of_the_second_factor_are_sealed(ready: User) -> None:
    stored = Authenticator.objects.get(user=ready, type="totp").data["secret"]
    assert SECRET not in stored
    assert second_factor.SecondFactorAdapter().decrypt(stored) == SECRET
    assert SECRET not in "".join(event.data for event in Event.objects.all())


def test_five_wrong_passwords_lock_the_name_out_even_for_the_right_one(ready: User) -> None:
    browser = Client()
    for _ in range(5):
        refused = give(browser, "siti", "salah-sekali-123").content.decode()
        assert TOO_MANY not in refused
    locked = give(browser, "siti", OWN)
    assert locked.status_code == 200
    assert TOO_MANY in locked.content.decode()
    elsewhere = Client(REMOTE_ADDR="10.1.2.3")
    assert give(elsewhere, "siti", OWN).status_code == 200  # from another address too
    assert not signed_in(elsewhere)


def test_many_attempts_from_one_address_are_turned_away(ready: User) -> None:
    browser = Client()
    answers = [give(browser, f"orang{number}", "x").status_code for number in range(31)]
    assert 429 not in answers[:10]
    assert answers[-1] == 429
    page = give(browser, "siti", OWN)
    assert "Terlalu banyak percobaan" in page.content.decode()


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(ready: User) -> None:
    texts = []
    for name in ("siti", "tidakada"):
        page = give(Client(), name, "salah-sekali-123").content.decode()
        assert "salah-sekali-123" not in page
        start = page.index('role="alert"')
        texts.append(page[start : page.index("</div>", start)])
    assert texts[0] == texts[1]


def test_a_closed_account_is_out_at_once(ready: User, browser_of: Callable[..., Client], office: str) -> None:
    browser = browser_of(ready)
    assert browser.get(office).status_code == 200
    actions.deactivate_user(by=SYSTEM("test"), user=ready, reason="pindah tugas")
    assert browser.get(office).url.startswith(reverse("account_login"))
    assert not signed_in(browser)
    give(browser, "siti", OWN)
    assert not signed_in(browser)


def test_a_reset_ends_the_sessions_and_starts_over(ready: User, browser_of: Callable[..., Client], office: str) -> None:
    browser = browser_of(ready)
    password = actions.reset_sign_in(by=SYSTEM("test"), user=ready, reason="telepon hilang")
    assert browser.get(office).url.startswith(reverse("account_login"))
    assert not Authenticator.objects.filter(user=ready).exists()
    give(browser, "siti", OWN)
    assert not signed_in(browser)
    give(browser, "siti", password)
    assert browser.get(office).url == reverse("account_change_password")


def test_a_session_left_alone_ends(
    ready: User, browser_of: Callable[..., Client], office: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_of(ready)
    assert browser.get(office).status_code == 200
    now = time.time()
    monkeypatch.setattr("merata_portal.accounts.middleware.time.time", lambda: now + 29 * 60)
    assert browser.get(office).status_code == 200
    monkeypatch.setattr("merata_portal.accounts.middleware.time.time", lambda: now + 58 * 60)
    assert browser.get(office).status_code == 200  # each visit counts anew
    monkeypatch.setattr("merata_portal.accounts.middleware.time.time", lambda: now + 89 * 60)
    assert browser.get(office).url.startswith(reverse("account_login"))
    assert not signed_in(browser)


def test_giving_the_telephone_up_leads_back_to_setting_one_up(
    ready: User, client: Client, office: str, settings: Settings
) -> None:
    give(client, "siti", OWN)
    client.post(reverse("mfa_authenticate"), {"code": code(SECRET)})
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert not second_factor.has_second_factor(ready)
    assert Event.objects.filter(action="account.totp_removed", actor=ready.pk).count() == 1
    assert client.get(office).url == reverse("mfa_activate_totp")


def test_changing_the_second_factor_later_asks_again_who_it_is(ready: User, browser_of: Callable[..., Client]) -> None:
    browser = browser_of(ready)  # signed in, with no fresh proof
    answer = browser.get(reverse("mfa_deactivate_totp"))
    assert answer.status_code == 302
    assert answer.url.startswith((reverse("account_reauthenticate"), reverse("mfa_reauthenticate")))


def test_nobody_signs_up(client: Client) -> None:
    assert client.get("/akun/daftar/").status_code == 404
    assert not AccountAdapter().is_open_for_signup(client.request().wsgi_request)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_way_back_never_leads_to_another_site(ready: User, client: Client, elsewhere: str) -> None:
    client.post(f"{reverse('account_login')}?next={elsewhere}", {"login": "siti", "password": OWN, "next": elsewhere})
    answer = client.post(reverse("mfa_authenticate"), {"code": code(SECRET)})
    assert answer.url == reverse("office:home")
