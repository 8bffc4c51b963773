"""What a device is given for working without a connection: a page and a program of nobody's, and one's meeting."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from made_meetings import KELURAHAN, NAMES, VILLAGE, closed, invited, opened, planned
from PIL import Image

from merata_portal.office.views.forums import offline
from merata_portal.office.views.forums.rivals import ABOUT, STEPS, rival_of
from merata_portal.participation.actions.syncing import take_events
from merata_portal.participation.models import MeetingEvent
from merata_portal.participation.queries.meetings import meeting_to_hold

pytestmark = pytest.mark.usefixtures("areas")
SHELL, WORKER = "/kantor/musyawarah/perangkat/id/", "/kantor/musyawarah/pekerja.js"


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Files are read once for a process; these tests change them."""
    for cached in (offline._files, offline._statics, offline._version, offline._shell, offline._read):
        cached.cache_clear()


@pytest.fixture
def secretary(browser: Callable[..., Client]) -> Client:
    return browser("village_operator", VILLAGE)


def address(forum: Any) -> str:
    return f"/kantor/musyawarah/{forum.meeting}/perangkat/"


def told(client: Client) -> dict[str, Any]:
    """What the program says of itself to the browser."""
    script = client.get(WORKER).content.decode()
    said: dict[str, Any] = json.loads(script.partition("const MERATA = ")[2].partition(";\n")[0])
    return said


def test_the_page_is_the_same_for_everybody_and_says_nothing_of_anybody(secretary: Client, client: Client) -> None:
    opened()
    mine, nobodys = secretary.get(SHELL), client.get(SHELL)
    assert mine.content == nobodys.content
    assert not nobodys.cookies
    page = nobodys.content.decode()
    assert not [one for one in (*NAMES, "csrf") if one in page]
    assert re.findall(r"<script(?! id=\"texts\" type=\"application/json\")[^>]*>([^<]*)<", page) == [""]
    assert "style=" not in page
    assert not re.search(r" on\w+=", page)
    english = client.get("/kantor/musyawarah/perangkat/en/").content.decode()
    assert '<html lang="en">' in english


def test_every_file_that_is_kept_is_there_and_the_scripts_ask_for_no_other(client: Client) -> None:
    files = told(client)["files"]
    assert files[:2] == [SHELL, "/kantor/musyawarah/perangkat/en/"]
    assert len(set(files)) == len(files)
    for one in files[2:]:
        name = one.removeprefix("/static/")
        content = Path(str(finders.find(name))).read_text(encoding="utf-8", errors="replace")
        asked = set(re.findall(r"from \"\./([\w.]+)\"", content)) if name.endswith(".js") else set()
        assert {f"/static/office/meeting/{other}" for other in asked} <= set(files)
    assert not [one for one in files if one.endswith(("worker.js", "leaving.js"))]
    assert told(client)["shell"] == SHELL


def test_the_program_is_another_one_as_soon_as_one_file_is(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    before = told(client)["version"]
    assert before == told(client)["version"]
    read = offline._read
    monkeypatch.setattr(offline, "_read", lambda name: read(name) + (b" " if name.endswith("vault.js") else b""))
    offline._version.cache_clear()
    assert told(client)["version"] != before
    answer = client.get(WORKER)
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Content-Type"].startswith("text/javascript")


@pytest.mark.parametrize("language", ["id", "en"])
def test_it_is_installed_with_pictures_of_the_sizes_that_it_names(client: Client, language: str) -> None:
    said = json.loads(client.get(f"/kantor/musyawarah/perangkat/{language}/app.webmanifest").content)
    assert (said["scope"], said["start_url"]) == ("/kantor/musyawarah/", f"/kantor/musyawarah/perangkat/{language}/")
    sizes = []
    for icon in said["icons"]:
        file = Path(str(finders.find(icon["src"].removeprefix("/static/"))))
        if icon["type"] == "image/png":
            width, height = Image.open(io.BytesIO(file.read_bytes())).size
            assert f"{width}x{height}" == icon["sizes"]
            sizes.append((icon["sizes"], icon.get("purpose", "any")))
    assert sizes == [("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")]


def test_a_device_is_given_its_meeting_with_the_place_of_each_entry_in_the_order(secretary: Client) -> None:
    forum = opened()
    answer = secretary.get(address(forum))
    assert answer["Cache-Control"] == "no-store"
    said = json.loads(answer.content)
    assert [(one["kind"], one["device"], one["sequence"]) for one in said["entries"]] == [
        ("invited", "portal", 1), *[("signed", "portal", number) for number in range(2, 7)], ("opened", "portal", 7)
    ]  # fmt: skip
    assert said["label"] == "Musyawarah desa, Desa 35.05.01.2001, 4 Juni 2026"
    assert said["rules"]["citations"]["quorum"]["id"].startswith("peraturan bupati tentang musyawarah desa")
    assert said["element_names"]["women"] == "kelompok perempuan"
    assert (said["conflicting"], said["findings"]) == ([], [])
    assert said["token"]


def test_findings_that_a_forum_judges_come_with_its_meeting(secretary: Client) -> None:
    closed()
    said = json.loads(secretary.get(address(invited())).content)
    assert [one["text"] for one in said["findings"]] == ["Bantuan triwulan pertama belum diterima sebagian keluarga."]


def test_only_who_holds_the_meeting_is_given_it(browser: Callable[..., Client], client: Client) -> None:
    forum = invited()
    assert browser("village_operator", KELURAHAN).get(address(forum)).status_code == 404
    assert browser("auditor").get(address(forum)).status_code == 403
    assert client.get(address(forum)).status_code == 302
    unknown = f"/kantor/musyawarah/{uuid4()}/perangkat/"
    assert browser("village_operator", VILLAGE).get(unknown).status_code == 404


def test_nothing_of_a_planned_meeting_can_be_written_on_a_device_yet(secretary: Client) -> None:
    row = planned()
    assert json.loads(secretary.get(f"/kantor/musyawarah/{row.uuid}/perangkat/").content)["entries"] == []


def test_both_sides_of_a_conflict_are_told_until_it_is_decided(secretary: Client) -> None:
    forum = opened()
    entry = forum.event("signed", 5, 1, {"invitee": forum.invitees[0]})
    take_events(by=forum.by, meeting=forum.meeting, device="meja-daftar", events=[entry])
    (said,) = json.loads(secretary.get(address(forum)).content)["conflicting"]
    assert said == {
        "uuid": entry["uuid"], "device": "meja-daftar", "at": "4 Jun 09.05", "kind": "Hadir dan menandatangani",
        "said": "Siti Aminah", "why_id": "orang ini sudah menandatangani daftar hadir",
        "why_en": "this person has signed the list already",
        "rival": {"at": "4 Jun 08.50", "kind": "Hadir dan menandatangani", "said": "Siti Aminah"},
    }  # fmt: skip
    row = MeetingEvent.objects.get(event_uuid=entry["uuid"])
    path = f"/kantor/musyawarah/{forum.meeting}/pertentangan/{row.uuid}/"
    secretary.post(path, {"how": "discard", "reason": "sudah di meja"})
    assert json.loads(secretary.get(address(forum)).content)["conflicting"] == []


@pytest.mark.parametrize(
    ("kind", "data", "texts", "rival"),
    [
        ("agreed", "item", {"text": "lain"}, "Mufakat tercapai"),
        ("opened", "", {}, "Musyawarah ditutup"),
        ("aspiration", "", {"text": "Setelah ditutup"}, "Musyawarah ditutup"),
        ("objection_settled", "objection", {}, "Musyawarah ditutup"),
    ],
)
def test_the_other_side_is_what_was_decided_or_the_step_that_ended_it(
    kind: str, data: str, texts: dict[str, str], rival: str
) -> None:
    forum = closed()
    given = {"item": {"item": forum.items[0]}, "objection": {"objection": str(uuid4()), "upheld": True}, "": {}}[data]
    entry = forum.event(kind, 130, 1, given, **texts)
    take_events(by=forum.by, meeting=forum.meeting, device="telepon-1", events=[entry])
    page = meeting_to_hold(forum.by, forum.meeting)
    (row,) = page.conflicts
    other = rival_of(page, row)
    assert other is not None
    assert other.kind == rival


def test_the_other_side_of_words_of_somebody_taken_off_the_list_is_the_taking_back() -> None:
    forum = opened()
    forum.write("unsigned", 5, {"invitee": forum.invitees[0]}, reason="Salah ketuk")
    late = [
        forum.event("spoke", 6, 1, {"attendee": forum.invitees[0]}),
        forum.event("unsigned", 7, 2, {"invitee": forum.invitees[0]}, reason="Salah orang"),
    ]
    take_events(by=forum.by, meeting=forum.meeting, device="telepon-1", events=late)
    page = meeting_to_hold(forum.by, forum.meeting)
    assert len(page.conflicts) == 2
    for row in page.conflicts:
        other = rival_of(page, row)
        assert other is not None
        assert (other.kind, other.said) == ("Tanda hadir dibatalkan", "Siti Aminah · Salah ketuk")


def test_kinds_with_a_matter_of_their_own_are_not_steps() -> None:
    assert not ABOUT.keys() & set(STEPS)


def test_the_screen_leads_there_while_the_meeting_goes_on(secretary: Client, text_of: Callable[[Any], str]) -> None:
    forum = opened()
    page = secretary.get(f"/kantor/musyawarah/{forum.meeting}/layar/")
    assert f'href="{SHELL}#{forum.meeting}"' in page.content.decode()
    assert "Siapkan untuk dipakai tanpa sinyal" in text_of(page)
    forum.write("closed", 60)
    assert SHELL not in secretary.get(f"/kantor/musyawarah/{forum.meeting}/layar/").content.decode()
