"""The pages of other offices' systems: who sees what, a key shown once, and what was told without any name."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone
from made_exchange import by_desil, by_nik, client_with_key, given, post, search_message
from made_registry import household

from merata_portal.audit.models import Event
from merata_portal.exchange.models import Client, Key, Request
from merata_portal.exchange.queries.clients import client_of
from merata_portal.exchange.refusals import Why
from merata_portal.exchange.scopes import Attribute, Basis, Purpose, Scope
from merata_portal.personal.columns import unsealed
from merata_portal.registry.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas")]
HERE = "/kantor/sistem-lain/"
KEY = re.compile(r"merata_[a-z]{12}_[A-Za-z0-9_\-]{43}")


@pytest.fixture
def admin(browser: Callable[..., Browser]) -> Browser:
    return browser("administrator")


def filled(**changed: Any) -> dict[str, Any]:
    """The form of a new system."""
    until = (timezone.localdate() + timedelta(days=90)).isoformat()
    usual = {
        "name": "SIM Kesehatan", "office": "Dinas Kesehatan", "contact": "Ibu Ratna", "area": "35.05.01",
        "sender_id": "dinkes", "receiver_id": "merata", "agreement": "PKS 1/2026", "legal_basis": "Perbup 1/2026",
        "expires_on": until, "scopes": ["registry:search"], "purposes": ["HEALTH-INSURANCE"],
        "attributes": ["group_size", "place"], "requests_a_minute": "30", "records_a_day": "500", "public_key": "",
    }  # fmt: skip
    return usual | changed


def test_a_system_is_registered_changed_and_closed(admin: Browser, text_of: Any, told: Any) -> None:
    assert "Belum ada sistem kantor lain" in text_of(admin.get(HERE))
    answer = admin.post(f"{HERE}baru/", filled(), follow=True)
    assert told(answer) == ["Sistem terdaftar. Ia dapat bertanya setelah diberi kunci."]
    made = Client.objects.get()
    assert (made.area, made.scopes, made.attributes, made.requests_a_minute, made.records_a_day) == (
        "35.05.01", ["registry:search"], ["group_size", "place"], 30, 500,
    )  # fmt: skip
    page = text_of(answer)
    for part in ("tanpa kunci", "Ibu Ratna", "Perbup 1/2026", "0 dari paling banyak 500", "banyaknya anggota"):
        assert part in page, part
    form = admin.get(f"{HERE}{made.uuid}/ubah/").content.decode()
    assert 'value="Ibu Ratna"' in form
    assert re.search(r'value="registry:search"[^>]* checked', form)
    assert not re.search(r'value="registry:list"[^>]* checked', form)
    changed = filled(scopes=["registry:list", "registry:search"], records_a_day="50", contact="Pak Darmo",
                     reason="Adendum 1")  # fmt: skip
    answer = admin.post(f"{HERE}{made.uuid}/ubah/", changed, follow=True)
    assert "0 dari paling banyak 50" in text_of(answer)
    assert "Pak Darmo" in text_of(answer)
    made.refresh_from_db()
    assert (made.scopes, made.records_a_day) == (["registry:list", "registry:search"], 50)
    assert "SIM Kesehatan Dinas Kesehatan tanpa kunci" in text_of(admin.get(HERE))
    answer = admin.post(f"{HERE}{made.uuid}/tutup/", {"reason": "PKS berakhir"}, follow=True)
    assert told(answer) == ["Sistem ditutup; semua kuncinya dicabut."]
    assert "Terbitkan kunci" not in text_of(answer)
    assert "Tutup sistem" not in text_of(answer)
    actions = ["exchange.register", "exchange.change", "exchange.close"]
    done = Event.objects.filter(action__startswith="exchange.").order_by("sequence")
    assert [(one.action, one.role) for one in done] == [(action, "administrator") for action in actions]
    assert done[1].reason == "Adendum 1"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"scopes": []}, "Boleh bertanya apa"),
        ({"purposes": ["LAIN"]}, "Untuk tujuan apa"),
        ({"requests_a_minute": "0"}, "Paling banyak pertanyaan per menit"),
        ({"records_a_day": "1000001"}, "Paling banyak rekaman per 24 jam"),
        ({"expires_on": timezone.localdate().isoformat()}, "Tanggal itu sudah lewat"),
        ({"area": "35.72"}, "Wilayah"),
        ({"public_key": "bukan kunci"}, "bukan PEM kunci publik Ed25519"),
        ({"legal_basis": "NIK 3505991501800001"}, "memuat NIK/KK"),
        ({"contact": "3505991501800001"}, "memuat NIK"),
        ({"name": "x" * 151}, "Nama sistem"),
    ],
)
def test_what_is_wrong_is_said_on_the_form_and_nothing_is_kept(
    admin: Browser, text_of: Any, changed: dict[str, Any], said: str
) -> None:
    answer = admin.post(f"{HERE}baru/", filled(**changed))
    assert answer.status_code == 422
    alert = answer.content.decode().split('role="alert"')[1].split("</div>")[0]
    assert said in alert
    assert "Dinas Kesehatan" in answer.content.decode()
    assert not Client.objects.exists()


def test_all_that_is_wrong_is_said_at_once(admin: Browser, text_of: Any) -> None:
    page = text_of(admin.post(f"{HERE}baru/", filled(scopes=[], name="", records_a_day="x")))
    assert "3 isian perlu diperbaiki." in page


def test_a_sender_id_of_another_system_is_refused_on_the_form(admin: Browser, text_of: Any) -> None:
    client_with_key(sender_id="dinkes")
    answer = admin.post(f"{HERE}baru/", filled())
    assert (answer.status_code, Client.objects.count()) == (422, 1)
    assert "dinkes sudah dipakai klien lain" in text_of(answer)


def test_a_key_is_shown_once_and_stands_nowhere_afterwards(admin: Browser, text_of: Any) -> None:
    admin.post(f"{HERE}baru/", filled())
    made = Client.objects.get()
    answer = admin.post(f"{HERE}{made.uuid}/kunci/", {"expires_on": ""})
    key = KEY.findall(answer.content.decode())
    assert len(key) == 1
    assert client_of(key[0]) == made
    assert "no-store" in answer["Cache-Control"]
    secret = key[0].split("_", 2)[2]
    pages = (HERE, f"{HERE}{made.uuid}/", f"{HERE}pertanyaan/", f"{HERE}{made.uuid}/ubah/")
    assert all(secret not in admin.get(page).content.decode() for page in pages)
    assert Key.objects.get().name in text_of(admin.get(f"{HERE}{made.uuid}/"))
    assert secret not in "".join(str(one) for row in Event.objects.values_list() for one in row)
    assert secret not in str(dict(admin.session))


def test_a_key_is_given_until_a_day_replaced_and_revoked(admin: Browser, text_of: Any, told: Any) -> None:
    client, first = client_with_key()
    here = f"{HERE}{client.uuid}/"
    until = timezone.localdate() + timedelta(days=9)
    second = KEY.findall(admin.post(f"{here}kunci/", {"expires_on": until.isoformat()}).content.decode())[0]
    assert Key.objects.get(name=second.split("_")[1]).expires_on == until
    assert client_of(first) == client
    assert admin.post(f"{here}kunci/", {"expires_on": "kemarin"}).status_code == 422
    answer = admin.post(f"{here}kunci/", {"expires_on": timezone.localdate().isoformat()}, follow=True)
    assert "Kunci harus berakhir antara besok" in told(answer)[0]
    assert admin.post(f"{here}kunci/ganti/", {"reason": " "}, follow=True).redirect_chain
    assert client_of(second) == client
    third = KEY.findall(admin.post(f"{here}kunci/ganti/", {"reason": "bocor"}).content.decode())[0]
    assert [client_of(key) for key in (first, second, third)] == [None, None, client]
    name = third.split("_")[1]
    assert told(admin.post(f"{here}kunci/cabut/", {"key": name, "reason": ""}, follow=True))
    assert client_of(third) == client
    answer = admin.post(f"{here}kunci/cabut/", {"key": name, "reason": "habis pakai"}, follow=True)
    assert told(answer) == ["Kunci dicabut; ia tidak berlaku lagi mulai sekarang."]
    assert client_of(third) is None
    assert "tanpa kunci" in text_of(answer)
    assert "Klien ini tidak punya kunci" in told(
        admin.post(f"{here}kunci/cabut/", {"key": "abcdefghijkl", "reason": "uji"}, follow=True)
    )[0]  # fmt: skip


def test_an_agreement_that_has_ended_says_so_and_gives_no_key(admin: Browser, text_of: Any) -> None:
    client, _ = client_with_key()
    Client.objects.update(expires_on=timezone.localdate())
    page = text_of(admin.get(f"{HERE}{client.uuid}/"))
    assert "Perjanjiannya sudah berakhir" in page
    assert "Terbitkan kunci baru" not in page
    assert "perjanjian berakhir" in text_of(admin.get(HERE))


STEPS = ["", "ubah/", "kunci/", "kunci/ganti/", "kunci/cabut/", "tutup/"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("role", "area", "status"), [("administrator", "35.72", 404), ("auditor", "35.05", 403)])
def test_another_areas_administrator_finds_nothing_and_an_auditor_changes_nothing(
    browser: Callable[..., Browser], step: str, role: str, area: str, status: int
) -> None:
    client, key = client_with_key()
    who = browser(role, area)
    address = f"{HERE}{client.uuid}/{step}"
    answer = who.get(address) if step in {"", "ubah/"} else who.post(address, {"reason": "uji"})
    assert answer.status_code == status
    assert client_of(key) == client
    assert Key.objects.count() == 1


def asked_by_nik_and_list() -> tuple[Client, str, str]:
    """A system that asked for one person, for a list, and without a purpose; its person's name and number."""
    home = household("35.05.01.2001", "Kusumaningrum", desil=2)
    one = Person.objects.get(memberships__household=home)
    nik = unsealed(Person, "nik_sealed", one.nik_sealed, one.uuid) or ""
    client, key = client_with_key(name="SIM Kesehatan")
    consent = given(**{"@id": f"surat Kusumaningrum {nik}"})
    message = search_message(client, by_nik(nik, consent=consent), by_desil(9), by_nik(nik, consent={}))
    assert post(key, "sync/search", message).status_code == 200
    assert sorted(Request.objects.values_list("records", flat=True)) == [0, 1, 1]
    return client, "Kusumaningrum", nik


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_what_was_told_is_listed_counted_and_downloaded_without_a_name(
    browser: Callable[..., Browser], text_of: Any, role: str
) -> None:
    client, name, nik = asked_by_nik_and_list()
    who = browser(role)
    page = text_of(who.get(f"{HERE}pertanyaan/"))
    for part in ("SIM Kesehatan Bantuan sosial 2 0 2", "Semua – 3 1 2", "persetujuan orangnya", "ditolak",
                 "kewenangan menurut peraturan", "Meminta daftar rumah tangga"):  # fmt: skip
        assert part in page, part
    answer = who.get(f"{HERE}pertanyaan/?bentuk=csv")
    file = b"".join(answer).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(file)))
    assert "attachment" in answer["Content-Disposition"]
    assert [(one["system"], one["scope"], one["records"]) for one in rows if not one["refusal"]] == [
        ("SIM Kesehatan", "registry:list", "1"), ("SIM Kesehatan", "registry:search", "1"),
    ]  # fmt: skip
    assert {one["sender_id"] for one in rows} == {client.sender_id}
    for secret in (name, nik, nik[:12], "Layanan"):
        assert secret not in page
        assert secret not in file


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("?hasil=told", 2),
        ("?hasil=refused", 1),
        ("?hasil=nobody", 0),
        ("?tujuan=SOCIAL-ASSISTANCE", 2),
        ("?tujuan=EDUCATION", 0),
        ("?dari={today}&sampai={today}", 3),
        ("?sampai={yesterday}", 0),
        ("?sistem={client}", 3),
        ("?sistem={other}", 0),
        ("?sistem=&tujuan=&hasil=&dari=&sampai=", 3),
    ],
)
def test_the_filter_narrows_page_and_download_alike(admin: Browser, asked: str, count: int) -> None:
    client, _name, _nik = asked_by_nik_and_list()
    other, _ = client_with_key()
    today = timezone.localdate()
    query = asked.format(today=today, yesterday=today - timedelta(days=1), client=client.uuid, other=other.uuid)
    page = admin.get(f"{HERE}pertanyaan/{query}")
    assert len(page.context["rows"]) == count if count else page.context["rows"] == []
    rows = b"".join(admin.get(f"{HERE}pertanyaan/{query}&bentuk=csv")).decode().splitlines()[1:]
    assert len(rows) == count


@pytest.mark.parametrize(
    "asked", ["?sistem=x", "?tujuan=x", "?hasil=x", "?dari=x", "?dari=0001-01-01", "?sampai=9999-12-31", "?sampai=x"]
)
def test_an_altered_filter_is_told_and_shows_nothing(admin: Browser, text_of: Any, asked: str) -> None:
    answer = admin.get(f"{HERE}pertanyaan/{asked}")
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()


def test_older_questions_come_page_by_page(admin: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    asked_by_nik_and_list()
    monkeypatch.setattr("merata_portal.office.paging.newest_first.__defaults__", (2,))
    first = admin.get(f"{HERE}pertanyaan/?hasil=")
    second = admin.get(first.context["next"])
    seen = [[row[0].pk for row in page.context["rows"]] for page in (first, second)]
    assert [len(one) for one in seen] == [2, 1]
    assert seen[0] + seen[1] == sorted(Request.objects.values_list("pk", flat=True), reverse=True)
    assert second.context["questions"] == 3
    assert second.context["next"] == ""


def test_every_code_has_its_words() -> None:
    from merata_portal.exchange.queries.clients import Openness  # noqa: PLC0415 - models need the settings first
    from merata_portal.exchange.queries.disclosures import Outcome  # noqa: PLC0415
    from merata_portal.office.views.exchange import words  # noqa: PLC0415

    for codes, told in (
        (Scope, words.SCOPES), (Purpose, words.PURPOSES), (Attribute, words.ATTRIBUTES), (Basis, words.BASES),
        (Outcome, words.OUTCOMES), (Openness, words.OPENNESS), (Why, words.REFUSALS),
    ):  # fmt: skip
        assert set(told) == set(codes)  # type: ignore[call-overload]
    assert words.named(["place", "tua"], words.ATTRIBUTES) == ["desa dan kecamatan", "tua"]


QUERIES = {"": 7, "pertanyaan/": 9}


@pytest.mark.parametrize("page", sorted(QUERIES))
def test_a_page_asks_as_much_for_one_as_for_many(
    admin: Browser, page: str, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for size in (1, 12):
        for _ in range(size):
            client, key = client_with_key()
            post(key, "sync/search", search_message(client, by_desil(9)))
        admin.get(HERE + page)
        with django_assert_num_queries(QUERIES[page]):
            assert admin.get(HERE + page).status_code == 200
