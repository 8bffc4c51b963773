"""What residents ask for, and what became of it."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema
from pydantic import Field

from merata_portal.api.schemas.fields import AreaCode, AreaName, Page, Pillar, Ticket, Year
from merata_portal.api.words import Words, both

_STATE = both("keadaan", "state")


class Proposal(Schema):
    """Satu usulan warga. / One proposal."""

    ticket: Ticket
    title: str = Field(description=both("judul", "title"))
    area_code: AreaCode
    area_name: AreaName
    year: Year
    pillar: Pillar
    channel: str = Field(description=both("bagaimana masuk", "how it came in"))
    supporters: int = Field(description=both("pendukung", "supporters"))
    state: str = Field(description=_STATE)
    outcome: str = Field(description=both("jawabannya; kosong bila belum", "the answer; empty before it"))
    cost_idr: int | None = Field(description=both("biaya; null bila belum dihitung", "cost; null before it is costed"))
    filed_at: datetime = Field(description=both("kapan diusulkan", "when it was filed"))
    answered_at: datetime | None = Field(description=both("kapan dijawab", "when it was answered"))
    page: Page


class Step(Schema):
    """Satu langkah. / One step."""

    step: str = Field(description=both("langkah", "step"))
    note: str = Field(
        description=both(
            "catatan untuk umum; kosong pada linked: item_kind, item, dan plan menyebutnya",
            "note for everybody; empty at linked: item_kind, item and plan tell it",
        )
    )
    at: datetime = Field(description=both("kapan", "when"))


class ProposalRead(Proposal):
    """Satu usulan dengan seluruh perjalanannya. / One proposal with its whole story."""

    story: str = Field(description=both("ceritanya, seperti disampaikan", "as it was told"))
    address: str = Field(description=both("alamat lokasi", "address of the place"))
    cost_basis: str = Field(description=both("dasar biayanya", "how it was costed"))
    cost_year: int | None = Field(description=both("tahun harga", "year of the prices"))
    answer: str = Field(description=both("jawaban dengan alasannya", "the answer with its reasons"))
    item_kind: str = Field(description=both("project, course, atau programme", "project, course or programme"))
    item: str = Field(description=both("yang menjawabnya", "what answers it"))
    plan: str = Field(description=both("rencana yang memuatnya", "the plan it is in"))
    reserved_idr: int = Field(description=both("dicadangkan untuknya, rupiah", "reserved for it, rupiah"))
    committed_idr: int = Field(description=both("terikat, rupiah", "committed, rupiah"))
    spent_idr: int = Field(description=both("dibayar dikurangi yang kembali", "paid less what came back, rupiah"))
    works: list[str] = Field(description=both("pekerjaan yang menjawabnya", "ids of the works that answer it"))
    goes_on: str | None = Field(description=both("diteruskan sebagai usulan ini", "it goes on as this proposal"))
    merged_from: list[str] = Field(description=both("digabung ke sini", "merged into it"))
    parts: list[str] = Field(description=both("dipecah menjadi", "split into"))
    missing: list[Words] = Field(description=both("yang masih kurang menurut SIPD", "what SIPD would send it back for"))
    steps: list[Step]
