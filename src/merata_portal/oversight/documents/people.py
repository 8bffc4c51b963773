"""The report's sections on people: who was heard and who received, and what became of what they asked."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from merata_portal.oversight import names
from merata_portal.oversight.documents.writing import percent, table, whole
from merata_portal.oversight.queries.accountability import Accountability
from merata_portal.oversight.queries.equity import DIMENSIONS, THINGS, Cell, EquityRow
from merata_portal.participation.proposal_states import Channel, Outcome, State
from merata_portal.programmes.queries.programme_names import known_programmes


def sections(found: Accountability) -> list[dict[str, Any]]:
    """Equity, then proposals, findings, objections and complaints."""
    return [
        {
            "title": _("Siapa yang didengar dan siapa yang menerima"),
            "intro": _(
                "Bagian tiap kelompok di samping bagiannya dalam penduduk. Hadir, berbicara, dan mengusulkan: di "
                "musyawarah yang berita acaranya disegel. Penerima: keluarga menurut jenis kelamin kepala keluarga, "
                "adanya anggota penyandang disabilitas, dan desil."
            ),
            "tables": [*(_dimension(found, one) for one in DIMENSIONS if _has(found, one)), _programmes(found)],
        },
        {
            "title": _("Usulan, temuan, keberatan, pengaduan"),
            "intro": "",
            "tables": [_proposals(found), _answers(found)],
        },
    ]


def _has(found: Accountability, dimension: str) -> bool:
    return any(row.dimension == dimension for row in found.equity.rows)


def _things(dimension: str) -> list[str]:
    return [one for one in THINGS if dimension != "part" or one in {"attended", "spoke", "asked"}]


def _dimension(found: Accountability, dimension: str) -> dict[str, Any]:
    things = _things(dimension)
    columns = [
        (str(names.DIMENSIONS[dimension]), "l", "1fr"),
        *([(_("Penduduk"), "r", "")] if dimension != "part" else []),
        *((str(names.THINGS[one]), "r", "2.15cm") for one in things),
    ]
    rows = [
        [
            names.group_name(dimension, row.group, found.place.names),
            *([_population(row)] if dimension != "part" else []),
            *(_cell(row.cells[one]) for one in things),
        ]
        for row in found.equity.rows
        if row.dimension == dimension
    ]
    numbers = ", ".join(f"{names.THINGS[one]} {whole(found.equity.n[one])}" for one in things)
    note = _("n: %(meetings)s musyawarah; %(numbers)s. Selang: Wilson 95%%, bila sebagian tidak diketahui kelompoknya.")
    return table("", columns, rows, note=note % {"meetings": found.equity.meetings, "numbers": numbers})


def _population(row: EquityRow) -> str:
    return "–" if row.persons is None else f"{whole(row.persons)}\n{percent(row.persons_share)}"


def _cell(cell: Cell) -> str:
    if cell.count is None:
        return whole(None)
    if cell.low is None:
        return f"{whole(cell.count)}\n{percent(cell.share)}"
    return f"{whole(cell.count)}\n{percent(cell.share)}\n({percent(cell.low)}–{percent(cell.high)})"


def _programmes(found: Accountability) -> dict[str, Any]:
    known = known_programmes()
    at = 0 if get_language() == "id" else 1
    rows = [
        [
            known.get(one.programme_id, (one.programme_id,) * 2)[at],
            names.group_name(one.dimension, one.group, found.place.names),
            whole(one.cell.count),
            percent(one.cell.share),
        ]
        for one in found.equity.programmes
    ]
    columns = [(_("Program"), "l", "1fr"), (_("Kelompok"), "l", ""), (_("Keluarga"), "r", ""), (_("Bagian"), "r", "")]
    note = _("Titik: terlalu kecil, atau akan membuka yang terlalu kecil. Dihitung ulang: Pengawasan, Kesetaraan, CSV.")
    return table(_("Penerima tiap program menurut kelompok"), columns, rows, note=note)


def _proposals(found: Accountability) -> dict[str, Any]:
    labels = {**dict(State.choices), **dict(Outcome.choices)}
    channels = dict(Channel.choices)
    rows = [
        [str(channels.get(channel, channel)), str(labels.get(what, what)), whole(n)]
        for channel, of in found.proposals.items()
        for what, n in sorted(of.items())
    ]
    n = sum(sum(of.values()) for of in found.proposals.values())
    columns = [(_("Lewat"), "l", ""), (_("Keadaan"), "l", "1fr"), (_("Usulan"), "r", "")]
    return table(
        _("Usulan untuk anggaran %(year)s") % {"year": found.year}, columns, rows,
        total=[_("Semua"), "", whole(n)], note=_("n = %(n)s usulan. Dihitung ulang: halaman Usulan.") % {"n": n},
    )  # fmt: skip


def _answers(found: Accountability) -> dict[str, Any]:
    columns = [
        ("", "l", "1fr"), (_("Diterima"), "r", ""), (_("Dijawab"), "r", ""), (_("Menunggu"), "r", ""),
        (_("Terlambat"), "r", ""), (_("Median hari"), "r", ""),
    ]  # fmt: skip
    of, objections, complaints = found.findings, found.objections, found.complaints
    rows = [
        [
            _("Temuan musyawarah"), whole(sum(n for state, n in of.items() if state != "withdrawn")),
            whole(of.get("answered", 0) + of.get("confirmed", 0)), whole(of.get("open", 0)),
            whole(found.overdue_findings), "–",
        ],
        [
            _("Keberatan dan banding"), whole(objections.filed), whole(objections.answered), whole(objections.waiting),
            whole(objections.overdue), _days(objections.median_days),
        ],
        [
            _("Pengaduan"), whole(complaints.filed), whole(complaints.answered), whole(complaints.waiting),
            whole(complaints.overdue), _days(complaints.median_days),
        ],
    ]  # fmt: skip
    note = _(
        "Keberatan yang dijawab mengubah keputusan %(changed)s kali. Median: hari kalender dari masuk sampai dijawab."
    )
    return table(_("Jawaban"), columns, rows, note=note % {"changed": objections.changed})


def _days(days: float | None) -> str:
    return "–" if days is None else f"{days:g}"
