"""What was said and found in meetings."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from merata_portal.api.schemas.fields import AreaCode, AreaName, Id, Page
from merata_portal.api.words import Words, both

_STATE = both("keadaan", "state")
_FEW = both("null: terlalu sedikit untuk disebut", "null: too few to be told")


class Meeting(Schema):
    """Satu musyawarah. / One meeting."""

    id: Id
    kind: str = Field(description=both("jenis musyawarah", "kind of meeting"))
    area_code: AreaCode
    area_name: AreaName
    starts_at: datetime = Field(description=both("mulai", "begins"))
    place: str = Field(description=both("tempatnya", "where it is held"))
    state: str = Field(description=_STATE)
    sealed_at: datetime | None = Field(
        description=both(
            "kapan berita acara disegel; sebelumnya hanya rencananya terbit", "when its minutes were sealed"
        )
    )
    page: Page


class Item(Schema):
    """Satu acara dan keputusannya. / An item of the agenda and its decision."""

    title: str = Field(description=both("acara", "item"))
    oversight: bool = Field(description=both("tentang pengawasan", "about oversight"))
    carried: bool | None = Field(description=both("diterima; null: tanpa keputusan", "carried; null: no decision"))
    in_favour: int | None = Field(description=both("suara setuju; null: mufakat", "votes for; null: by consensus"))
    against: int | None = Field(description=both("suara menolak", "votes against"))
    abstained: int | None = Field(description=both("abstain", "abstained"))
    text: str = Field(description=both("bunyi keputusan", "what was decided"))


class Group(Schema):
    """Satu kelompok yang hadir. / One group of who attended."""

    dimension: str = Field(description=both("pembagian; all: semua", "divided by; all: everybody"))
    group: str | None = Field(description=both("kelompok", "group"))
    invited: int | None = Field(description=_FEW)
    attended: int | None = Field(description=_FEW)
    spoke: int | None = Field(description=_FEW)
    asked: int | None = Field(description=_FEW)


class Sealed(Schema):
    """Satu dokumen yang disegel. / A sealed document."""

    kind: str = Field(description=both("jenis", "kind"))
    version: int = Field(description=both("versi", "version"))
    code: str = Field(description=both("kode pemeriksaan", "code by which anybody checks it"))
    content_hash: str = Field(description=both("SHA-256 berkasnya", "SHA-256 of the file"))


class MeetingRead(Meeting):
    """Satu musyawarah dengan hasilnya. / One meeting with its outcome."""

    procedure: Words
    with_quorum: bool | None = Field(description=both("kuorum tercapai", "with quorum"))
    second: bool = Field(description=both("musyawarah kedua", "a second meeting"))
    invited: int = Field(description=both("undangan", "invitations"))
    signed: int | None = Field(description=both("hadir; null sebelum disegel", "attended; null before the seal"))
    needed: int = Field(description=both("kuorum; 0: tidak ada", "quorum; 0: none"))
    items: list[Item]
    groups: list[Group] = Field(description=both("kosong sebelum disegel", "empty before the seal"))
    documents: list[Sealed]
    proposals: list[str] = Field(description=both("tiket usulan dari musyawarah ini", "tickets of its proposals"))
    changed_since: bool = Field(
        description=both("catatannya berubah sejak disegel", "its log changed since its documents were sealed")
    )


class Finding(Schema):
    """Satu temuan musyawarah. / One finding of a meeting."""

    id: Id
    area_code: AreaCode
    area_name: AreaName
    text: str = Field(description=both("temuannya; nomor pribadi disamarkan", "what was found; numbers masked"))
    state: str = Field(description=_STATE)
    programme: str = Field(description=both("kode program, kosong bila bukan", "the programme's code, if any"))
    promised_idr: int | None = Field(
        description=both("dijanjikan, rupiah; kosong pada program", "promised, rupiah; null of a programme")
    )
    delivered_idr: int | None = Field(
        description=both("terwujud, rupiah; kosong pada program", "delivered, rupiah; null of a programme")
    )
    office_role: str = Field(description=both("yang harus menjawab", "who must answer"))
    office_area: AreaCode
    deadline: date = Field(description=both("paling lambat dijawab", "day by which it is to be answered"))
    overdue: bool = Field(description=both("terlambat", "late"))
    found_at: datetime = Field(description=both("kapan ditemukan", "when it was found"))
    meeting: Id
    page: Page


class FindingStep(Schema):
    """Satu langkah temuan. / A step of a finding."""

    step: str = Field(description=both("langkah", "step"))
    text: str = Field(description=both("bunyinya", "what was said"))
    at: datetime = Field(description=both("kapan", "when"))


class FindingRead(Finding):
    """Satu temuan dengan riwayatnya. / One finding with its history."""

    steps: list[FindingStep]
