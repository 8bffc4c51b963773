from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils import timezone
from django.utils.translation import override

from merata_portal.actor import Actor, Capability
from merata_portal.office import forms

pytestmark = pytest.mark.django_db


def upload(actor: Actor, **changed: Any) -> forms.Upload:
    given = {"area": "35.05", "as_of": "2026-01-31", "layout": "auto"} | changed
    return forms.Upload(given, {"file": SimpleUploadedFile("a.csv", b"nik\n1\n")}, actor=actor)


def test_an_upload_asks_for_an_area_of_ones_own_and_a_day_that_has_come(acting: Callable[..., Actor]) -> None:
    officer = acting(("social_officer", "35.05.01"))
    assert upload(officer, area="35.05.01").is_valid()
    assert list(upload(officer).errors) == ["area"]
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert upload(officer, area="35.05.01", as_of=tomorrow.isoformat()).errors == {"as_of": ["Tanggal itu belum tiba."]}
    assert list(upload(officer, area="35.05.01", layout="lain").errors) == ["layout"]


def test_a_file_that_is_too_large_is_refused_with_what_to_do(
    acting: Callable[..., Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "MOST_UPLOADED_BYTES", 5)
    form = upload(acting(("social_officer", "35.05")))
    assert form.errors == {"file": ["Berkas lebih dari 0 MB; bagilah, misalnya per kecamatan."]}


def test_an_empty_file_and_none_are_refused(acting: Callable[..., Actor]) -> None:
    officer = acting(("social_officer", "35.05"))
    given = {"area": "35.05", "as_of": "2026-01-31", "layout": "auto"}
    assert list(forms.Upload(given, {}, actor=officer).errors) == ["file"]
    assert list(forms.Upload(given, {"file": SimpleUploadedFile("a.csv", b"")}, actor=officer).errors) == ["file"]


def test_areas_are_offered_the_widest_first_and_only_ones_own(acting: Callable[..., Actor]) -> None:
    officer = acting(("social_officer", "35.05.01"))
    assert [code for code, _name in forms.area_choices(officer, Capability.IMPORT_REGISTRY)] == [
        "35.05.01", "35.05.01.2001", "35.05.01.2002",
    ]  # fmt: skip
    assert forms.area_choices(officer, Capability.MANAGE_ACCOUNTS) == []


def test_a_household_does_not_move_to_where_it_is(acting: Callable[..., Actor]) -> None:
    officer = acting(("social_officer", "35.05.01"))
    form = forms.Move(
        {"to_village": "35.05.01.2001", "on_day": "2026-01-01", "reason": "x"}, actor=officer, leaving="35.05.01.2001"
    )
    assert list(form.errors) == ["to_village"]
    elsewhere = forms.Move({"on_day": "2026-01-01", "reason": "x"}, actor=officer, leaving="35.05.01.2001")
    assert elsewhere.is_valid()
    assert elsewhere.cleaned_data["to_village"] == ""


def test_only_who_lives_there_can_have_died_there() -> None:
    form = forms.Death({"person": "b", "on_day": "2026-01-01", "reason": "x"}, people=[("a", "Slamet")])
    assert list(form.errors) == ["person"]


def test_a_summary_counts_what_is_wrong() -> None:
    with override("en"):
        assert forms.Reason({"reason": ""}).summary() == "1 entry needs mending."
        assert forms.NewPerson({}).summary() == "2 entries need mending."


@pytest.mark.parametrize(("reason", "wrong"), [("", "wajib"), ("  ", "wajib"), ("x" * 501, "501")])
def test_a_reason_is_there_and_not_too_long(reason: str, wrong: str) -> None:
    with pytest.raises(forms.FaultyReason, match=wrong):
        forms.reason_of(RequestFactory().post("/", {"reason": reason}))


def test_a_reason_loses_the_space_around_it() -> None:
    assert forms.reason_of(RequestFactory().post("/", {"reason": "  karena perlu "})) == "karena perlu"
