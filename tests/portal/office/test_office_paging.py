from __future__ import annotations

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from merata_portal.accounts.models import User
from merata_portal.office.paging import DAY, PLACE, SCORE, address_with, going_on, newest_first, number


def query(**given: str) -> QueryDict:
    made = QueryDict(mutable=True)
    made.update(given)
    return made


@pytest.mark.parametrize(
    ("form", "text", "wanted"),
    [
        (PLACE, "35.05.01.2001:12", True),
        (PLACE, "35.05.01.2001", False),
        (PLACE, "35.05.01.2001:", False),
        (PLACE, "35.05.01.2001:1' OR 1=1", False),
        (PLACE, "35.05.01.2001:\u0661", False),
        (DAY, "2026-02-28:7", True),
        (DAY, "2026-02-30:7", False),
        (DAY, "2026-02-28:7\n", False),
        (SCORE, "5.5:7", True),
        (SCORE, "-1.25e-05:7", True),
        (SCORE, "inf:7", True),
        (SCORE, "nan:7", False),
        (SCORE, "5.5:9999999999999999999", False),
    ],
)
def test_a_list_goes_on_only_from_what_a_list_gives(form: object, text: str, wanted: bool) -> None:
    assert going_on(query(lanjut=text), form) == (text if wanted else "")  # type: ignore[arg-type]


@given(st.text())
def test_whatever_stands_in_the_address_no_page_goes_on_from_it_wrongly(text: str) -> None:
    for form in (PLACE, DAY, SCORE):
        assert going_on(query(lanjut=text), form) in {"", text}
    assert number(query(n=text), "n") is None or text.isdecimal()


@given(st.floats(allow_nan=False), st.integers(0, 10**18 - 1))
def test_every_weight_that_the_review_gives_is_gone_on_from(score: float, row: int) -> None:
    if abs(score) < 1e6:
        assert going_on(query(lanjut=f"{score!r}:{row}"), SCORE) in {f"{score!r}:{row}", ""}


@pytest.mark.parametrize(("text", "wanted"), [("12", 12), ("", None), ("-1", None), ("9" * 19, None), ("²", None)])
def test_a_number_is_one_that_a_row_can_have(text: str, wanted: int | None) -> None:
    assert number(query(n=text), "n") == wanted


def test_an_address_keeps_its_other_parameters() -> None:
    request = RequestFactory().get("/kantor/audit/", {"tindakan": "ledger.", "sebelum": "9"})
    assert address_with(request, sebelum="4") == "/kantor/audit/?tindakan=ledger.&sebelum=4"


@pytest.mark.django_db
def test_pages_by_key_give_each_row_once_and_end() -> None:
    User.objects.bulk_create(User(username=f"u{place}", full_name="x") for place in range(7))
    ids = list(User.objects.order_by("-pk").values_list("pk", flat=True))
    seen, address = [], "/x/"
    while address:
        request = RequestFactory().get(address)
        page = newest_first(request, User.objects.order_by("-pk"), "pk", size=3)
        seen += [user.pk for user in page.rows]
        address = page.next
    assert seen == ids
