from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pypdf
import pytest
from made_programmes import OTHER_VILLAGE, VILLAGE
from made_registry import change
from paying_made import entitled, running

from merata_portal.accounts.models import Area
from merata_portal.actor import Actor
from merata_portal.audit.models import Event
from merata_portal.programmes.actions.goods import hand_over
from merata_portal.programmes.actions.printing import print_list
from merata_portal.programmes.documents.distribution import DistributionList, Row, distribution_pdf, plain
from merata_portal.programmes.models import Cycle
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.registry.origin import DEMO


def text(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def a_list(rows: int, *, synthetic: bool = False) -> DistributionList:
    return DistributionList(
        programme="Beras", office="Kabupaten", village="Desa Contoh", period="1 dari 12", unit="kg", code="abc/1",
        printed_at=datetime(2026, 2, 3, tzinfo=UTC), synthetic=synthetic,
        rows=tuple(Row(number, f'Siti "{number}" #1', "RT 1", Decimal("7.500")) for number in range(1, rows + 1)),
    )  # fmt: skip


def test_a_quantity_is_written_as_indonesians_write_it() -> None:
    assert [plain(Decimal(one)) for one in ("10.000", "7.500", "100", "0.001")] == ["10", "7,5", "100", "0,001"]


def test_the_list_is_a_tagged_pdf_with_numbered_rows_and_pages() -> None:
    content = distribution_pdf(a_list(40))
    assert distribution_pdf(a_list(40)) == content
    reader = pypdf.PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("id")
    pages = text(content)
    assert len(pages) > 1
    assert f"Halaman 1 dari {len(pages)}" in pages[0]
    whole = " ".join(pages)
    assert all(f'Siti "{number}" #1' in whole for number in range(1, 41))
    assert "300 kg" in whole
    assert "SINTETIS" not in whole


def test_synthetic_people_are_called_synthetic() -> None:
    assert "DATA SINTETIS" in text(distribution_pdf(a_list(1, synthetic=True)))[0]


@pytest.fixture
def cycle(areas: object, social: Actor) -> Cycle:
    made, _ = running(quantity=Decimal(120), instalments=12, delivery="in_kind", goods_unit="kg")
    return entitled(made, social)


@pytest.mark.django_db
def test_what_was_handed_over_is_not_on_the_list_and_the_others_keep_their_numbers(
    cycle: Cycle, operator: Actor
) -> None:
    first = cycle.entitlements.order_by("pk")[0]
    hand_over(by=operator, entitlement=first.uuid, handed_on=cycle.pays_on, quantity=Decimal(10))
    (page,) = text(print_list(by=operator, cycle_id=cycle.pk, village_code=VILLAGE))
    assert "Siti" not in page
    assert "2 Budi Dusun Krajan 10" in page
    assert "3 Wati Dusun Krajan 10" in page
    assert f"({VILLAGE})" in page
    event = Event.objects.get(action="programmes.print_list")
    assert (event.area, event.rows) == (VILLAGE, 2)
    assert "Budi" not in f"{event.data}{event.reason}"


@pytest.mark.django_db
def test_a_demo_says_so_on_paper(cycle: Cycle, operator: Actor) -> None:
    change(reason=DEMO)
    assert "DATA SINTETIS" in text(print_list(by=operator, cycle_id=cycle.pk, village_code=VILLAGE))[0]


@pytest.mark.django_db
def test_the_list_of_another_village_is_not_there(cycle: Cycle, acting: Callable[..., Actor]) -> None:
    stranger = acting(("village_operator", OTHER_VILLAGE))
    with pytest.raises(Area.DoesNotExist):
        print_list(by=stranger, cycle_id=cycle.pk, village_code=VILLAGE)
    with pytest.raises(ProgrammeRefused, match="Nothing is to be handed over"):
        print_list(by=stranger, cycle_id=cycle.pk, village_code=OTHER_VILLAGE)
