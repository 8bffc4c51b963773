"""The forum in the closed loop: it meets with quorum, asks for a bridge, and later finds what was not delivered."""

# ruff: noqa: PLC0415 - models can be imported only after the folder is opened
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from portal_days import DAYS

NAMES = ("Siti Aminah", "Budi Santoso", "Wahyu Lestari", "Slamet Riyadi", "Sri Utami", "Joko Susilo")
LASTS = timedelta(hours=2)
PRESENT = 4
"""Of six invitees: two thirds, the least with which a meeting is opened."""


class Held:
    """A meeting as its secretary writes it down, minute by minute."""

    def __init__(self, by: Any, area: str, kind: str, starts_at: datetime, agenda: Sequence[tuple[str, bool]]) -> None:
        from merata_portal.participation.actions import inviting
        from merata_portal.participation.procedures import procedure_on

        self.by, self.start = by, starts_at
        meeting = inviting.plan_meeting(
            by=by, kind=kind, area=area, starts_at=starts_at, place="Balai desa", agenda=agenda
        )
        elements = sorted(procedure_on(kind, starts_at.date()).elements)
        guests = [
            inviting.Guest(name, elements[place % len(elements)], sex="male" if place % 2 else "female")
            for place, name in enumerate(NAMES)
        ]
        inviting.add_invitees(by=by, meeting=meeting.uuid, guests=guests)
        inviting.send_invitations(by=by, meeting=meeting.uuid, at=starts_at - timedelta(days=4))
        self.uuid = meeting.uuid
        self.invitees = [str(one.uuid) for one in meeting.invitees.order_by("id")]
        self.items = [str(one.uuid) for one in meeting.agenda.order_by("position")]

    def write(self, kind: str, minute: float, data: dict[str, Any] | None = None, **texts: str) -> Any:
        from merata_portal.participation.actions import recording

        at = self.start + timedelta(minutes=minute)
        return recording.record_entry(by=self.by, meeting=self.uuid, kind=kind, data=data or {}, texts=texts, at=at)

    def opened(self) -> str:
        """What the rule says to one invitee too few; then it is opened."""
        from merata_portal.participation.declining import MeetingDeclined

        for place in range(PRESENT - 1):
            self.write("signed", -10, {"invitee": self.invitees[place]})
        try:
            self.write("opened", 0)
        except MeetingDeclined as error:
            refused = str(error)
        else:
            raise AssertionError("a meeting without its quorum was opened")
        self.write("signed", 1, {"invitee": self.invitees[PRESENT - 1]})
        self.write("opened", 2)
        return refused

    def sealed(self) -> None:
        """Closed, with its documents sealed: from then on it counts."""
        from merata_portal.participation.actions.closing import seal_documents

        self.write("closed", 60)
        seal_documents(by=self.by, meeting=self.uuid)


def ask(village: Any, sector: Any, work: dict[str, Any]) -> dict[str, Any]:
    """A forum asks for a work; the sector office costs the proposal, and registers the work as its candidate."""
    from merata_portal.infrastructure.actions import planning
    from merata_portal.participation.actions import costing, proposing

    title, area = work["name"], work["village"]
    meeting = Held(village, area, _kind(desa=work["desa"]), DAYS.now() - LASTS, [("Usulan pembangunan 2026", False)])
    refused = meeting.opened()
    meeting.write("item_taken", 3, {"item": meeting.items[0]})
    spoken = meeting.write(
        "aspiration", 5, {"item": meeting.items[0], "attendee": meeting.invitees[0]}, text=f"Kami meminta {title}"
    )
    meeting.write("agreed", 40, {"item": meeting.items[0]}, text=f"{title} didahulukan")
    meeting.sealed()
    proposal, _pin = proposing.submit(
        by=village, channel="forum", village_code=area, year=2026, title=title, pillar="infrastructure",
        story="Anak-anak menyeberang sungai untuk bersekolah.", origin=str(meeting.uuid),
        aspiration=str(spoken.event_uuid),
    )  # fmt: skip
    costing.cost(by=sector, uuid=proposal.uuid, cost_idr=work["cost_idr"], basis="harga satuan dinas 2025", year=2025)
    planning.register(
        by=sector,
        candidate=planning.Candidate(
            name=title, kind="bridge", work="construction", owner=work["owner"], village_code=area,
            place="Dusun Krajan", latitude=work["latitude"], longitude=work["longitude"],
            candidate_id=work["item_id"], proposal=proposal.reference,
        ),
    )  # fmt: skip
    return {
        "proposal": str(proposal.uuid), "reference": proposal.reference, "ticket": proposal.ticket, "refused": refused,
    }  # fmt: skip


def oversee(village: Any, office: Any, work: dict[str, Any], *, delivered_idr: int) -> str:
    """The next forum finds what was not delivered, and the office answers; where the finding stands."""
    from merata_portal.participation.actions.findings import answer_finding
    from merata_portal.participation.queries.findings import findings

    area = work["village"]
    meeting = Held(village, area, _kind(desa=work["desa"]), DAYS.now() - LASTS, [("Pengawasan program 2026", True)])
    meeting.opened()
    item = meeting.items[0]
    meeting.write("item_taken", 3, {"item": item})
    meeting.write(
        "found", 10,
        {
            "office_role": "sector_officer", "office_area": "35.05", "item": item,
            "promised_idr": work["cost_idr"], "delivered_idr": delivered_idr,
        },
        text="Tahap terakhir jembatan belum dibayar.",
    )  # fmt: skip
    meeting.write("agreed", 30, {"item": item}, text="Temuan diteruskan ke dinas")
    meeting.sealed()
    (found,) = findings(village, village=area)
    answer_finding(by=office, finding=found.uuid, text="Tahap terakhir menunggu pemeriksaan hasil pekerjaan.")
    found.refresh_from_db()
    return str(found.state)


def _kind(*, desa: bool) -> str:
    return "musyawarah_desa" if desa else "musrenbang_kelurahan"
