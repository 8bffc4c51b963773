"""Works for tests: officers with separate duties, a budget line, photographs with a place, and a road to each state."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from PIL import ExifTags, Image

from merata_portal.actor import SYSTEM, Actor, Held, Role
from merata_portal.infrastructure import clock
from merata_portal.infrastructure.actions import contracting, handing_over, paying, planning, reporting
from merata_portal.infrastructure.models import Project
from merata_portal.ledger.actions import appropriate
from merata_portal.ledger.models import Line
from merata_portal.ledger.requests import Ceiling

VILLAGE = "35.05.01.2001"
PLACE = (-8.1, 112.1)
ANYBODY = Actor(-1, "anonim / anonymous")
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SUPPLIER = contracting.Supplier("cv", "CV Karya Jaya", "01.234.567.8-901.000")
NOW = date(2026, 10, 5)
SIGNED, BEGUN, PROMISED = date(2026, 2, 1), date(2026, 2, 10), date(2026, 6, 30)


@dataclass(frozen=True)
class Officers:
    planner: Actor
    officer: Actor
    checker: Actor
    payer: Actor
    village: Actor


def officers(acting: Callable[..., Actor]) -> Officers:
    return Officers(
        acting(("planner", "35.05")), acting(("sector_officer", "35.05")), acting(("social_officer", "35.05")),
        acting(("sector_officer", "35.05")), acting(("village_operator", VILLAGE)),
    )  # fmt: skip


def by_nobody(role: Role, area: str = "35.05", user_id: int = 900_001) -> Actor:
    """An actor of no account, for what asks nothing of the table of accounts."""
    return Actor(user_id, "uji", (Held(role, area),))


def line(amount_idr: int = 1_000_000_000, owner: str = "35.05") -> Line:
    appropriate(
        by=SYSTEM("uji"), owner=owner, year=2026, ceilings=[Ceiling(f"1.03.{uuid4().hex[:6]}", "DAK", amount_idr,
        "infrastructure")], reason="APBD 2026", key=uuid4().hex,
    )  # fmt: skip
    return Line.objects.latest("pk")


def photo(latitude: float | None = PLACE[0], longitude: float = PLACE[1], colour: int = 0) -> bytes:
    """A JPEG, with a place in its EXIF where there is one."""
    picture, written = Image.new("RGB", (64, 48), (colour % 256, 90, 90)), Image.Exif()
    if latitude is not None:
        written.get_ifd(ExifTags.IFD.GPSInfo).update(
            {
                ExifTags.GPS.GPSLatitudeRef: "S" if latitude < 0 else "N",
                ExifTags.GPS.GPSLatitude: (abs(latitude), 0.0, 0.0),
                ExifTags.GPS.GPSLongitudeRef: "E",
                ExifTags.GPS.GPSLongitude: (longitude, 0.0, 0.0),
            }
        )
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=written)
    return out.getvalue()


def photos(*contents: bytes) -> list[tuple[str, Any]]:
    return [(f"foto{number}.jpg", io.BytesIO(one)) for number, one in enumerate(contents or (photo(),))]


def candidate(by: Actor, village: str = VILLAGE, name: str = "Jembatan Kali Lekso", **changed: Any) -> Project:
    latitude, longitude = PLACE
    asked = {
        "name": name, "kind": "bridge", "work": "construction", "owner": "35.05", "village_code": village,
        "place": "Dusun Krajan", "latitude": latitude, "longitude": longitude, **changed,
    }  # fmt: skip
    return planning.register(by=by, candidate=planning.Candidate(**asked))


PARTS = (
    planning.Part("Pondasi", 40, date(2026, 3, 31)),
    planning.Part("Bentang", 60, date(2026, 6, 30)),
)


def planned(
    who: Officers, amount_idr: int = 500_000_000, parts: Sequence[planning.Part] = PARTS, **changed: Any
) -> Project:
    made = candidate(who.officer, **changed)
    return planning.plan_project(
        by=who.planner, project=made.uuid, line=line().pk, amount_idr=amount_idr, start_on=BEGUN, finish_on=PROMISED,
        milestones=parts, reason="RKPD 2026",
    )  # fmt: skip


def contracted(who: Officers, value_idr: int = 400_000_000, warranty_days: int = 180, **changed: Any) -> Project:
    made = planned(who, **changed)
    planning.tender(by=who.officer, project=made.uuid, reason="diumumkan di LPSE")
    terms = contracting.Terms("602/01/2026", "open", SIGNED, SIGNED, PROMISED, value_idr, warranty_days)
    contracting.sign_contract(
        by=who.officer, project=made.uuid, supplier=SUPPLIER, terms=terms, reason="pemenang tender"
    )
    return Project.objects.get(pk=made.pk)


def under_way(who: Officers, **changed: Any) -> Project:
    made = contracted(who, **changed)
    return contracting.start_work(by=who.officer, project=made.uuid, on_day=BEGUN, reason="SPMK terbit")


def reported(who: Officers, project: Project, percent: str, day: date, *contents: bytes, **more: Any) -> Any:
    return reporting.report_progress(
        by=who.officer, project=project.uuid, on_day=day, physical_pc=Decimal(percent), note="lancar",
        photos=photos(*contents), **more,
    )  # fmt: skip


def finished(who: Officers, on_day: date = date(2026, 6, 20), **changed: Any) -> Project:
    made = under_way(who, **changed)
    reported(who, made, "100", on_day)
    for milestone in made.milestones.all():
        reporting.meet_milestone(by=who.officer, project=made.uuid, number=milestone.number, on_day=on_day)
    return reporting.finish_work(by=who.officer, project=made.uuid, on_day=on_day, reason="PHO siap")


def handed_over(who: Officers, on_day: date = date(2026, 7, 1), **changed: Any) -> Project:
    made = finished(who, **changed)
    handing_over.hand_over(
        by=who.village, project=made.uuid, on_day=on_day, accepted=True, minutes_number="BAST/1",
        findings="railing dicat ulang", minutes=("bast.pdf", io.BytesIO(PDF)),
    )  # fmt: skip
    return Project.objects.get(pk=made.pk)


def paid(who: Officers, project: Project, amount_idr: int, milestone: int = 1) -> Any:
    asked = paying.ask_payment(
        by=who.officer, project=project.uuid, milestone=milestone, amount_idr=amount_idr, document="SPP 1",
        reason="tahap selesai",
    )  # fmt: skip
    paying.check_payment(by=who.checker, payment=asked.uuid, reason="sesuai lapangan")
    return paying.pay_payment(by=who.payer, payment=asked.uuid, document="SP2D 1", reason="lengkap")


def on(monkeypatch: Any, day: date) -> None:
    """Make it that day."""
    monkeypatch.setattr(clock, "today", lambda: day)
