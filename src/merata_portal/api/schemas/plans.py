"""Plans that the council decided on."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from merata_portal.api.schemas.fields import AreaCode, AreaName, Id, Page, Pillar, Withheld, Year
from merata_portal.api.words import both


class Plan(Schema):
    """Satu rencana yang diputuskan dewan. / One plan that the council decided on."""

    id: Id
    name: str = Field(description=both("nama rencana", "name of the plan"))
    area_code: AreaCode
    area_name: AreaName
    year: Year
    state: str = Field(description=both("approved, atau revoked bila dicabut", "approved, or revoked"))
    decree_number: str = Field(description=both("nomor keputusan", "number of the decree"))
    decree_on: date = Field(description=both("tanggal keputusan", "day of the decree"))
    page: Page


class PlannedItem(Schema):
    """Satu pekerjaan atau kelas dalam rencana. / One work or class of a plan."""

    kind: str = Field(description=both("project atau course", "project or course"))
    name: str = Field(description=both("nama", "name"))
    pillar: Pillar
    area_code: AreaCode
    amount_idr: int = Field(description=both("rupiah yang disetujui", "rupiah approved"))
    stands: bool = Field(description=both("masih berlaku", "still stands"))
    made: UUID | None = Field(
        description=both("pekerjaan atau kelas yang dibuat", "id of the work or class made of it")
    )
    proposals: list[str] = Field(description=both("tiket usulan yang dijawabnya", "tickets of proposals it answers"))


class PlannedAid(Schema):
    """Satu program dalam rencana, semua desa bersama. / One programme of a plan, all villages together."""

    programme: str = Field(description=both("kode program", "the programme's code"))
    name: str = Field(description=both("nama", "name"))
    households: int | None = Field(description=both("rumah tangga, dibulatkan", "households, rounded"))
    ceiling_idr: int | None = Field(description=both("pagu seperti boleh disebut", "ceiling as it may be told"))
    withheld: Withheld


class LeftOut(Schema):
    """Yang tidak masuk, dan mengapa. / What was left out, and why."""

    kind: str = Field(description=both("programme, course, atau project", "programme, course or project"))
    name: str = Field(description=both("nama", "name"))
    reason: str = Field(description=both("alasannya", "the reason"))
    by_council: bool = Field(
        description=both("oleh dewan; bila tidak, sebelum diajukan", "by the council; else before")
    )


class PlanRead(Plan):
    """Satu rencana dengan isinya. / One plan with what it holds."""

    works: list[PlannedItem]
    classes: list[PlannedItem]
    aid: list[PlannedAid]
    left_out: list[LeftOut]
    accepted: list[str] = Field(description=both("tiket usulan yang diterima", "tickets of proposals taken up"))
    declined: int = Field(description=both("usulan yang ditolak tahun itu", "proposals answered not this year"))
    revoked_at: datetime | None = Field(description=both("kapan dicabut", "when it was revoked"))
    revoked_reason: str = Field(description=both("mengapa dicabut", "why it was revoked"))
