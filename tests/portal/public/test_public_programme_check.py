"""The self-check: its questions are the rule's, its verdict the registry's, and nothing of it is kept anywhere."""

from __future__ import annotations

import html
import logging
import re
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from merata.programmes.assessment.fact_table import FactTable
from merata.programmes.cel.columns import fact_column, programme_column
from merata.programmes.cel.typing import Type
from merata.programmes.decisions.reasons import Outcome
from merata.programmes.facts import FACTS
from merata.programmes.rules.loading import available, rulebook
from merata.programmes.rules.rulebook import Rulebook
from merata.programmes.self_check.questions import Kind, Question, Questions, questions
from merata.programmes.self_check.verdict import verdict
from merata.tables.catalogue import TABLES
from merata_portal.public.views.programmes import words
from merata_portal.public.views.programmes.forms import Home, Member

DAY = date(2026, 11, 30)
IN_FORCE = [
    one
    for one in map(rulebook, available())
    if one.days[0] <= DAY and (one.days[1] is None or one.days[1] >= DAY)
]  # fmt: skip
BLT = "/program/blt_dana_desa/periksa/"
ADMITTED = {
    "household_desil": "2", "village_type": "desa", "receives_blt_dana_desa": "tidak", "receives_pkh": "tidak",
    "receives_sembako": "tidak",
}  # fmt: skip
OUTCOMES = {
    Outcome.ELIGIBLE: "Mungkin memenuhi syarat",
    Outcome.REFUSED: "Tidak memenuhi syarat",
    Outcome.UNDECIDED: "Belum dapat dikatakan",
}


@pytest.fixture(autouse=True)
def data_root(settings: Any, tmp_path: Path) -> None:
    settings.DATA_ROOT = tmp_path / "data"


def text_of(answer: Any) -> str:
    plain = html.unescape(re.sub(r"<[^>]*>", " ", answer.content.decode()))
    return re.sub(r"\s+", " ", plain)


def outcomes(answer: Any) -> list[str]:
    return re.findall(r'<p class="outcome"><span[^>]*>([^<]*)</span>', answer.content.decode())


def rows_everywhere() -> dict[str, int]:
    return {
        model._meta.db_table: model._default_manager.count() for model in apps.get_models(include_auto_created=True)
    }


# --- nothing is kept ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.usefixtures("areas")
@pytest.mark.parametrize("address", [BLT, "/program/pkh/periksa/", "/program/periksa/"])
def test_nothing_is_kept(client: Client, caplog: pytest.LogCaptureFixture, address: str) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "merata.requests")
    client.get(address)  # the form, with which the browser gets its token against forged posts
    logging_before, cookies = len(caplog.records), {one.key: one.value for one in client.cookies.values()}
    before = rows_everywhere()
    assert sum(before.values()) > 0
    given = ADMITTED | {
        "members": "1", "shown": "1", "member_1-age": "37", "member_1-pregnant": "ya", "member_1-school_grade": "11",
    }  # fmt: skip
    answer = client.post(address, given)
    faulty = client.post(address, given | {"household_desil": "tujuh belas", "members": "dua puluh tiga"})
    assert outcomes(answer)
    assert not outcomes(faulty)
    assert rows_everywhere() == before
    assert Session.objects.count() == 0
    assert {one.key: one.value for one in client.cookies.values()} == cookies
    assert {*answer.cookies, *faulty.cookies} <= {"merata-csrf"}
    for each in (answer, faulty):
        assert each.status_code == 200
        assert not each.wsgi_request.session.accessed or not each.wsgi_request.session.modified
        assert "no-store" in each["Cache-Control"]
        assert "Location" not in each
        assert "?" not in re.search(r'<form class="check"[^>]*action="([^"]*)"', each.content.decode()).group(1)  # type: ignore[union-attr]
    told = [one for one in caplog.records[logging_before:] if not one.name.startswith("django.db")]
    # Of every page one line says that it was asked for: the route, and nothing that was answered.
    route = "public:programmes-check" if address == "/program/periksa/" else "public:programme-check"
    assert [(one.name, one.getMessage()) for one in told] == [("merata.requests", f"POST {route} 200")] * 2
    everything = " ".join(str(vars(one)) for one in caplog.records)
    for said in ("tujuh belas", "dua puluh tiga", "household_desil", "member_1"):
        assert said not in everything


@pytest.mark.django_db
def test_an_answer_in_the_address_is_not_read(client: Client) -> None:
    answer = client.get(f"{BLT}?household_desil=2&village_type=desa&receives_pkh=ya")
    assert not outcomes(answer)
    page = answer.content.decode()
    assert re.findall(r'<option value="([^"]*)"[^>]* selected', page) == ["", ""]
    assert re.findall(r'value="([^"]*)"[^>]* checked', page) == ["", "", ""]


@pytest.mark.django_db
def test_the_posted_answers_are_hidden_from_reports_of_faults(client: Client) -> None:
    answer = client.post(BLT, ADMITTED)
    assert answer.wsgi_request.sensitive_post_parameters == "__ALL__"


@pytest.mark.django_db
def test_no_personal_number_name_or_address_is_asked_for(client: Client) -> None:
    answer = client.post("/program/periksa/", {"members": "2"})
    names = set(re.findall(r'name="([^"]*)"', answer.content.decode()))
    asked = questions(IN_FORCE)
    known = {f"{one.of}_{one.name}" for one in asked.home} | {f"receives_{one}" for one in asked.received}
    known |= {f"member_{n}-{one.name}" for n in (1, 2) for one in asked.each_member} | {"members", "shown"}
    others = {"csrfmiddlewaretoken", "next", "language", "viewport", "description"}
    assert names - others == known, "exactly what the rules ask"


# --- what it says -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_would_be_admitted(client: Client) -> None:
    answer = client.post(BLT, ADMITTED)
    assert outcomes(answer) == ["Mungkin memenuhi syarat"]
    said = text_of(answer)
    assert "Terpenuhi: Desil 2, dalam batas 4" in said
    assert "kira-kira Rp 3.600.000 setahun" in said
    assert "Memenuhi syarat belum berarti menerima" in said
    assert "Ini bukan keputusan." in said
    assert "Tidak ada yang disimpan." in said
    assert "lansia tunggal, penyakit kronis" in said, "what the decider checks beyond the rule"


@pytest.mark.django_db
def test_would_be_refused_with_what_would_change_it(client: Client) -> None:
    answer = client.post(BLT, ADMITTED | {"household_desil": "6", "receives_pkh": "ya"})
    assert outcomes(answer) == ["Tidak memenuhi syarat"]
    said = text_of(answer)
    assert "Tidak terpenuhi: Desil 6, batasnya 4" in said
    assert "Akan memenuhi bila: desil paling tinggi 4 setelah data dimutakhirkan di desa" in said


@pytest.mark.django_db
@pytest.mark.parametrize("left_out", sorted(ADMITTED))
def test_a_missing_answer_never_makes_eligible(client: Client, left_out: str) -> None:
    for told in ({**ADMITTED, left_out: ""}, {name: one for name, one in ADMITTED.items() if name != left_out}):
        answer = client.post(BLT, told)
        assert outcomes(answer) == ["Belum dapat dikatakan"]
        assert "Belum diketahui: " in text_of(answer)
        assert "Akan memenuhi bila:" in text_of(answer)


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["11", "0", "-1", "empat", "4; DROP TABLE", "\x00", "4.0", "٤"])
def test_a_malformed_answer_is_no_answer_and_no_verdict(client: Client, wrong: str) -> None:
    answer = client.post(BLT, ADMITTED | {"household_desil": wrong})
    assert answer.status_code == 200
    assert outcomes(answer) == []
    assert "1 jawaban perlu diperbaiki; belum ada yang dinilai." in text_of(answer)


@pytest.mark.django_db
def test_members_are_asked_about_one_by_one_before_anything_is_said(client: Client) -> None:
    pkh = "/program/pkh/periksa/"
    first = client.post(pkh, {"household_desil": "2", "members": "3", "shown": "0"})
    assert outcomes(first) == []
    assert "Sekarang jawab pertanyaan tentang setiap orang" in text_of(first)
    assert first.content.decode().count('id="anggota-') == 3
    assert '<option value="2" selected>' in first.content.decode(), "what was answered is kept in the form"
    second = client.post(pkh, {"household_desil": "2", "members": "3", "shown": "3", "member_2-school_level": "SD"})
    assert outcomes(second) == ["Mungkin memenuhi syarat"]
    assert "Orang ke-2: siswa SD, Rp 900.000" in text_of(second)
    none = client.post(pkh, {"household_desil": "2"})
    assert outcomes(none) == ["Belum dapat dikatakan"]
    assert "anggota keluarga" in text_of(none)


@pytest.mark.django_db
def test_a_flood_of_members_is_cut(client: Client) -> None:
    answer = client.post("/program/pkh/periksa/", {"members": "60", "shown": "999999999"})
    assert outcomes(answer) == []
    assert answer.content.decode().count('id="anggota-') == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("areas")
def test_all_programmes_at_once_are_told_with_the_likely_first(client: Client) -> None:
    given = {"household_desil": "3", "village_regency_code": "35.05", "village_type": "kelurahan",
             "receives_rtlh_kabupaten": "tidak", "household_house_damage": "heavy"}  # fmt: skip
    answer = client.post("/program/periksa/", given)
    told = outcomes(answer)
    assert len(told) == len(IN_FORCE)
    assert told == sorted(told, key=["Mungkin memenuhi syarat", "Belum dapat dikatakan", "Tidak memenuhi syarat"].index)
    names = re.findall(r'<article class="panel verdict[^"]*"><h3>([^<]*)</h3>', answer.content.decode())
    by_name = dict(zip(names, told, strict=True))
    assert by_name["Program Sembako (BPNT)"] == "Mungkin memenuhi syarat"
    assert by_name["Bantuan RTLH Kabupaten Blitar"] == "Mungkin memenuhi syarat"
    assert by_name["BLT Dana Desa"] == by_name["Rastrada"] == "Tidak memenuhi syarat"
    assert by_name["Program Keluarga Harapan (PKH)"] == "Belum dapat dikatakan"


@pytest.mark.django_db
@pytest.mark.usefixtures("areas")
def test_the_regencies_are_those_of_the_portal_and_elsewhere(client: Client) -> None:
    page = client.get("/program/rtlh_kota/periksa/").content.decode()
    part = page[page.index('name="village_regency_code"') :]
    assert re.findall(r'<option value="([^"]*)"', part[: part.index("</select>")]) == ["", "35.05", "35.72", "-"]
    answer = client.post("/program/rtlh_kota/periksa/", {"village_regency_code": "-"})
    assert outcomes(answer) == ["Tidak memenuhi syarat"]


@pytest.mark.django_db
def test_in_english(client: Client) -> None:
    client.cookies["django_language"] = "en"
    said = text_of(client.post(BLT, ADMITTED))
    assert "Decile 2, within the limit of 4" in said


@pytest.mark.django_db
@pytest.mark.usefixtures("areas")
def test_few_queries_and_small_pages(client: Client, django_assert_max_num_queries: Any) -> None:
    for address in (BLT, "/program/periksa/", "/program/pkh/periksa/"):
        with django_assert_max_num_queries(4):
            answer = client.post(address, ADMITTED | {"members": "4", "shown": "4"})
        assert answer.status_code == 200
        assert len(answer.content) < 120_000


# --- words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", IN_FORCE, ids=lambda one: one.programme_id)
def test_what_packaged_rules_ask_has_plain_words(rule: Rulebook) -> None:
    """A rule of one's own is asked with the catalogue's words; of the packaged ones every word was thought of."""
    asked = questions([rule])
    for one in (*asked.home, *asked.each_member):
        assert one.key in words.QUESTIONS
        assert set(one.choices) <= set(words.VALUES.get(one.name, {}))
    assert set(rule.parameters) <= set(words.PARAMETERS)
    assert rule.kind in words.KINDS
    assert rule.payer in words.PAYERS
    assert {one.certainty for values in rule.parameters.values() for one in values} <= set(words.CERTAINTIES)


def test_every_choice_of_the_catalogue_has_a_word() -> None:
    tables = {"household": "households", "village": "villages", "person": "persons"}
    for fact in FACTS.values():
        if fact.name != "programmes":
            choices = TABLES[tables[fact.of]].column(fact.column).choices
            assert set(choices) <= set(words.VALUES.get(fact.name, {})), fact.name


def test_a_fact_without_a_question_of_its_own_is_asked_as_the_catalogue_calls_it() -> None:
    assert words.asked_as(("household", "cattle")) == ("Sapi", "")


# --- the page's verdict is the registry's -------------------------------------------------------------------------

_ARROW = {Type.BOOL: pa.bool_(), Type.INT: pa.int64(), Type.DOUBLE: pa.float64(), Type.STRING: pa.string()}


def typed(one: Question) -> st.SearchStrategy[tuple[str, Any]]:
    """What is typed or chosen for a question, and the fact that it means; nothing means not known."""
    known: list[tuple[str, Any]] = [("", None)]
    if one.kind is Kind.FLAG:
        return st.sampled_from([*known, ("ya", True), ("tidak", False)])
    if one.kind is Kind.CHOICE:
        return st.sampled_from(known + [(choice, choice) for choice in one.choices])
    if one.name == "regency_code":
        return st.sampled_from([*known, ("35.05", "35.05"), ("35.72", "35.72"), ("-", "-")])
    assert one.kind is Kind.INTEGER
    numbers = st.integers(int(one.minimum or 0), int(one.maximum or 100)).map(lambda number: (str(number), number))
    return st.sampled_from(known) | numbers


@st.composite
def filled(draw: st.DrawFn, asked: Questions) -> tuple[dict[str, str], FactTable]:
    """A form as somebody may fill it in, and the same household as a registry would hold it."""
    form: dict[str, str] = {}
    home: dict[str, pa.Array] = {"household_id": pa.array(["a"])}
    for one in asked.home:
        form[f"{one.of}_{one.name}"], value = draw(typed(one))
        home[fact_column(*one.key)] = pa.array([value], _ARROW[FACTS[one.key].type])
    for programme in asked.received:
        form[f"receives_{programme}"], value = draw(st.sampled_from([("", None), ("ya", True), ("tidak", False)]))
        home[programme_column(programme)] = pa.array([value], pa.bool_())
    persons: list[dict[str, Any]] = []
    if asked.members:
        count = draw(st.integers(0, 4))
        form |= {"members": str(count or ""), "shown": str(count)}
        for number in range(1, count + 1):
            person = {}
            for one in asked.each_member:
                form[f"member_{number}-{one.name}"], person[one.name] = draw(typed(one))
            if person.get("school_level") in ("none", "tertiary"):
                person["school_grade"] = 0  # as the registry has it, whatever is typed
            persons.append(person)
    each = {
        fact_column(*one.key): pa.array([person.get(one.name) for person in persons], _ARROW[FACTS[one.key].type])
        for one in asked.each_member
    }
    table = pa.table({"household_id": pa.array(["a"] * len(persons), pa.string()), **each}) if asked.members else None
    return form, FactTable(pa.table(home), table)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("areas")
@pytest.mark.parametrize("rule", IN_FORCE, ids=lambda one: one.programme_id)
@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_pages_verdict_is_that_of_the_whole_registry(client: Client, rule: Rulebook, data: st.DataObject) -> None:
    form, table = data.draw(filled(questions([rule])))
    (assessed,) = table.assess([rule], DAY)
    answer = client.post(f"/program/{rule.programme_id}/periksa/", form)
    assert outcomes(answer) == [OUTCOMES[Outcome(assessed.outcome[0])]]
    if assessed.entitled_idr[0]:
        amount = f"{assessed.entitled_idr[0]:,}".replace(",", ".")
        assert f"Rp\xa0{amount}" in html.unescape(answer.content.decode())


def posted(form: dict[str, str]) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update(form)
    return data


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_the_forms_answers_give_the_registrys_verdict_on_all_programmes(data: st.DataObject) -> None:
    """The same without the page, so that far more households are tried."""
    asked = questions(IN_FORCE)
    form, table = data.draw(filled(asked))
    places = {("village", "regency_code"): [("35.05", "Kabupaten"), ("35.72", "Kota")]}
    home = Home(asked, places, posted(form))
    members = [Member(asked, number, posted(form)) for number in range(1, home.members + 1)]
    assert all(one.is_valid() for one in (home, *members))
    answers = home.answers(members)
    for rule, one in zip(IN_FORCE, table.assess(IN_FORCE, DAY), strict=True):
        found = verdict(rule, answers, DAY, home.called())
        assert (found.outcome, found.annual_idr) == (one.outcome[0], one.entitled_idr[0]), rule.programme_id
