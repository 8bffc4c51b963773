"""What a meeting's documents say, taken from its log alone; in Indonesian, as the offices that receive them read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from merata.participation.entries import Entry
from merata.participation.meeting import Decision
from merata.tables.personal_numbers import masked
from merata_portal.accounts.queries import area_names
from merata_portal.participation.documents.figures import figures
from merata_portal.participation.logs import local
from merata_portal.participation.models import Finding
from merata_portal.participation.names import ENTRIES, element
from merata_portal.participation.queries.meetings import Attendee, MeetingPage
from merata_portal.personal.columns import unsealed

FOOTER = (
    "Dibuat oleh Merata dari catatan musyawarah. Periksa keasliannya di halaman Periksa dokumen dengan kode di atas."
)
JUDGEMENTS = {"finding_confirmed": "dinyatakan selesai", "finding_reopened": "dibuka kembali"}
_SIGNERS = ("Pimpinan musyawarah", "Sekretaris", "Wakil masyarakat")


def minutes(page: MeetingPage, code: str) -> dict[str, Any]:
    """The berita acara: how the meeting came to its quorum, and what it decided on each item."""
    return {
        **_frame(page, code, "Berita acara"),
        "facts": _facts(page),
        "opening": _opening(page),
        "items": [_item(page, item) for item in page.log.record.items],
        "objections": [_objection(page, one) for one in page.entries if one.kind == "objected"],
        "findings": [_finding(page, one) for one in page.entries if one.kind == "found"]
        + [_judged(page, one) for one in page.entries if one.kind in JUDGEMENTS],
        "amendments": _amendments(page),
        "closing": _closing(page),
        "signers": list(_SIGNERS),
    }


def notes(page: MeetingPage, code: str) -> dict[str, Any]:
    """The notulen: everything that was written down, in its order, with who spoke."""
    rows = [
        [_clock(page, one.at), _told(one.kind), _said(page, one)]
        for one in page.entries
        if one.kind not in {"signed", "observed", "invited", "reported"}
    ]
    return {
        **_frame(page, code, "Notulen"),
        "facts": _facts(page),
        "rows": rows,
        "amendments": _amendments(page),
        "signers": ["Notulis", "Pimpinan musyawarah"],
    }


def attendance(page: MeetingPage, code: str) -> dict[str, Any]:
    """The daftar hadir: invitees by element, then observers; who did not come has no time."""
    invited = [one for one in page.attendees if one.invited]
    visitors = [one for one in page.attendees if not one.invited]
    present = [one for one in page.attendees if one.signed_at is not None]
    women = sum(one.sex == "female" for one in present)
    return {
        **_frame(page, code, "Daftar hadir"),
        "facts": _facts(page),
        "people": _lines(invited),
        "observers": _lines(visitors),
        "counts": f"Hadir {len(present)} orang, di antaranya {women} perempuan dan "
        f"{sum(one.disability is True for one in present)} penyandang disabilitas.",
        "signers": ["Petugas daftar hadir", "Pimpinan musyawarah"],
    }


def invitations(page: MeetingPage) -> dict[str, Any]:
    """One invitation for each invitee, on a page of its own."""
    frame = _frame(page, "", "Undangan")
    titles = [one.title for one in page.meeting.agenda.all()]
    # A second meeting invites to its own day, not to that of the first.
    start = page.log.record.meeting.starts_at or local(page.meeting.starts_at)
    counts = "Kehadiran Bapak/Ibu/Saudara menentukan kuorum. " if page.procedure.quorum is not None else ""
    return {
        **frame,
        "people": [
            {"name": one.name, "element": str(_element(one.element)), "part": one.part}
            for one in page.attendees
            if one.invited
        ],
        "dated": f"{_area(page)}, {day(local(page.meeting.made_at).date())}",
        "opening": f"Dengan hormat, kami mengundang Bapak/Ibu/Saudara untuk hadir dan bersuara dalam "
        f"{page.procedure.name.id} pada:",
        "facts": [
            ["Hari, tanggal", day(start.date(), weekday=True)],
            ["Pukul", f"{start:%H.%M} {_zone(page)}"],
            ["Tempat", page.meeting.place],
        ],
        "items": titles,
        "closing": f"{counts}Yang memerlukan bantuan untuk hadir (kursi roda, "
        "juru bahasa isyarat, pendamping, tempat menyusui) silakan memberi tahu kami sebelum hari musyawarah.",
        "signer": page.procedure.convener.id,
    }


def day(on: date, *, weekday: bool = False) -> str:
    """A day as Indonesian documents write it."""
    with override("id"):
        return date_format(on, "l, j F Y" if weekday else "j F Y")


def _frame(page: MeetingPage, code: str, name: str) -> dict[str, Any]:
    return {
        "title": f"{name} {page.procedure.name.id}",
        "subtitle": [_area(page), day(_start(page).date(), weekday=True)],
        "office": page.procedure.convener.id,
        "code": code,
        "log_hash": page.log_hash if code else "",
        "footer": FOOTER if code else "Undangan ini dibuat oleh Merata.",
    }


def _clock(page: MeetingPage, at: datetime) -> str:
    """The time of an entry, with its day where it is not that of the opening."""
    return f"{at:%H.%M}" if at.date() == _start(page).date() else f"{at:%d-%m} {at:%H.%M}"


def _zone(page: MeetingPage) -> str:
    """WIB, WITA or WIT, as the portal's time zone is called in Indonesia."""
    return timezone.localtime(page.meeting.starts_at).strftime("%Z")


def _area(page: MeetingPage) -> str:
    return area_names([page.meeting.area]).get(page.meeting.area, page.meeting.area)


def _start(page: MeetingPage) -> datetime:
    now = page.log.record.meeting
    return now.opened_at or now.starts_at or local(page.meeting.starts_at)


def _facts(page: MeetingPage) -> list[list[str]]:
    now, rules = page.log.record.meeting, page.procedure.rules
    opened = "belum dibuka" if now.opened_at is None else f"{now.opened_at:%H.%M} {_zone(page)}"
    until = "" if now.closed_at is None else f" sampai {now.closed_at:%H.%M} {_zone(page)}"
    return [
        ["Penyelenggara", page.procedure.convener.id],
        ["Tempat", page.meeting.place],
        ["Waktu", f"{opened}{until}"],
        ["Undangan", f"{now.invited} orang"],
        ["Hadir bertanda tangan", f"{now.signed} orang, ditambah {len(page.log.record.observers)} pengamat"],
        ["Kuorum", "tidak diatur" if not page.needed else f"{page.needed} orang ({page.procedure.quorum} undangan)"],
        ["Dasar", f"{rules['quorum'].legal_base}; {rules['consensus_first'].legal_base}"],
    ]


def _opening(page: MeetingPage) -> str:
    told = []
    for one in page.entries:
        if one.kind == "postponed":
            until = datetime.fromisoformat(one.data["until"])
            when = f"{day(one.at.date(), weekday=True)} pukul {one.at:%H.%M}"
            told.append(f"Pada {when} kuorum belum tercapai; musyawarah ditunda sampai pukul {until:%H.%M}.")
        elif one.kind == "consulted":
            told.append(f"Setelah penundaan, penyelenggara berkonsultasi dengan {one.data['people']} orang yang hadir.")
        elif one.kind == "reconvened":
            again = datetime.fromisoformat(one.data["starts_at"])
            told.append(f"Musyawarah kedua ditetapkan pada {day(again.date(), weekday=True)} pukul {again:%H.%M}.")
    now = page.log.record.meeting
    if now.opened_at is not None:
        if not page.needed:
            how = "dengan yang hadir; jenis musyawarah ini tidak mengenal kuorum"
        elif now.with_quorum:
            how = "setelah kuorum tercapai"
        else:
            how = "dengan yang hadir, sebagai musyawarah kedua"
        told.append(f"Musyawarah dibuka pukul {now.opened_at:%H.%M} {how}.")
        told += _taken_back(page)
    return " ".join(told)


def _taken_back(page: MeetingPage) -> list[str]:
    """Why fewer may stand on the list than the opening had; nothing where no sign-in was taken back after it."""
    kinds = [one.kind for one in page.entries]
    number = kinds[kinds.index("opened") :].count("unsigned")
    return [f"Sesudah pembukaan {number} tanda hadir dibatalkan; alasannya dalam notulen."] if number else []


def _item(page: MeetingPage, item: str) -> dict[str, Any]:
    about = [one for one in page.entries if one.data.get("item") == item]
    texts = [page.texts[one.uuid].get("text", "") for one in about if one.kind in {"agreed", "voted"}]
    dissents = [f"Pendapat berbeda: {_said(page, one, titled=False)}" for one in about if one.kind == "dissented"]
    asked = sum(one.kind == "aspiration" for one in about)
    lines = [*dissents, *([f"{asked} aspirasi disampaikan (lihat notulen)"] if asked else [])]
    outcome = _outcome(page.log.record.meeting.decisions.get(item), texts[-1] if texts else "")
    return {"title": page.titles.get(item, ""), "outcome": outcome, "lines": lines}


def _outcome(decision: Decision | None, text: str) -> str:
    if decision is None:
        return "Dibahas tanpa keputusan."
    if decision.carried is None:
        return "Mufakat tidak tercapai; tidak diputuskan."
    if decision.in_favour is None:
        return f"Disepakati dengan mufakat: {text}"
    votes = f"{decision.in_favour} setuju, {decision.against} menolak, {decision.abstained} abstain"
    return f"{'Diterima' if decision.carried else 'Ditolak'} dengan pemungutan suara ({votes}): {text}"


def _objection(page: MeetingPage, entry: Entry) -> str:
    answers = {None: "belum dijawab", True: "diterima", False: "tidak diterima"}
    return f"{_said(page, entry)} ({answers[page.log.record.objections.get(entry.uuid)]})"


def _finding(page: MeetingPage, entry: Entry) -> str:
    offices = {"social_officer": "petugas sosial", "sector_officer": "petugas sektor"}
    where = entry.data["office_area"]
    name = area_names([where]).get(where, where)
    text, told = page.texts[entry.uuid]["text"].strip(), figures(entry)
    ended = text if text.endswith((".", "!", "?")) else f"{text}."
    return f"{ended}{f' ({told})' if told else ''} Ditujukan kepada {offices[entry.data['office_role']]}, {name}."


def _judged(page: MeetingPage, entry: Entry) -> str:
    """What the meeting said of a finding of an earlier one."""
    found = Finding.objects.select_related("meeting").get(uuid=entry.data["finding"])
    text = masked(unsealed(Finding, "text_sealed", found.text_sealed, found.uuid) or "")
    why = page.texts.get(entry.uuid, {}).get("text", "")
    told = f"{JUDGEMENTS[entry.kind]}{f': {why}' if why else ''}"
    return f"Temuan {day(local(found.meeting.starts_at).date())} ({text}) {told}"


def _amendments(page: MeetingPage) -> list[str]:
    told = []
    for row in page.amended:
        words = "; ".join(page.texts.get(str(row.uuid), {}).values())
        name = _told(row.kind)
        told.append(
            f"{local(row.at):%d-%m-%Y %H.%M} {name}{': ' if words else ''}{words} (alasan: {row.decision_reason})"
        )
    return told


def _closing(page: MeetingPage) -> str:
    now = page.log.record.meeting
    if now.closed_at is None:
        return "Musyawarah belum ditutup."
    due = "" if page.report_due is None else f" Laporan diserahkan paling lambat {day(page.report_due, weekday=True)}."
    if page.holidays_unknown:
        due += " Libur nasional tahun itu belum ditetapkan ketika dokumen ini dibuat."
    return f"Musyawarah ditutup pada {day(now.closed_at.date())} pukul {now.closed_at:%H.%M}.{due}"


def _said(page: MeetingPage, entry: Entry, *, titled: bool = True) -> str:
    """Who, on what (where `titled`), and the words and figures of an entry."""
    who = page.by_id.get(entry.data.get("attendee") or entry.data.get("invitee") or "")
    item = page.titles.get(entry.data.get("item") or "", "") if titled else ""
    words: Mapping[str, str] = page.texts.get(entry.uuid, {})
    text = words.get("text") or words.get("title") or words.get("reason") or ""
    told = figures(entry)
    name = "" if who is None else f"{who.name}:" if text else who.name
    parts = [f"[{item}]" if item else "", name, f"{told}:" if told and text else told, text]
    return " ".join(part for part in parts if part)


def _lines(people: list[Attendee]) -> list[list[str]]:
    letters = {"female": "P", "male": "L", "": "–"}
    return [
        [
            str(number), one.name, str(_element(one.element)) if one.element else "–", letters[one.sex],
            one.part or "–", f"{one.signed_at:%H.%M}" if one.signed_at is not None else "–", "",
        ]
        for number, one in enumerate(people, start=1)
    ]  # fmt: skip


def _element(code: str) -> str:
    with override("id"):
        return str(element(code))


def _told(kind: str) -> str:
    with override("id"):
        return str(ENTRIES[kind])
