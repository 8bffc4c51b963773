"""What residents said and saw: meetings, proposals and findings that are public one by one."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils import timezone

from merata_portal.analysis.publishing.definitions import (
    AREA,
    PILLARS_EN,
    PILLARS_ID,
    PUBLIC,
    Built,
    Column,
    Dataset,
    Draft,
    Indicator,
    Words,
)
from merata_portal.analysis.publishing.places import Places
from merata_portal.participation.models import Finding
from merata_portal.participation.models.findings import FindingState
from merata_portal.participation.queries.proposals import public_proposals
from merata_portal.participation.queries.publishing import public_meetings

PROPOSALS, FINDINGS = Words("usulan", "proposals"), Words("temuan", "findings")
KIND = Column("kind", "string", Words(
    "jenis: musyawarah_desa, musyawarah_desa_khusus, musrenbang_desa, musrenbang_kelurahan, musrenbang_kecamatan, "
    "musrenbang_regency (musrenbang kabupaten/kota), pena_intan, reses",
    "kind: musyawarah_desa (village forum), musyawarah_desa_khusus (special village forum), musrenbang_desa, "
    "musrenbang_kelurahan, musrenbang_kecamatan, musrenbang_regency (development planning meetings), pena_intan (forum "
    "of women, children and people with a disability), reses (a council member's recess)",
))  # fmt: skip
MEETING_STATE = Column("state", "string", Words(
    "keadaan: invited (diundang), postponed (ditunda karena tidak kuorum), consulted (dikonsultasikan), reconvened "
    "(diundang kedua kali), open (berlangsung), closed (ditutup), reported (dilaporkan), cancelled (dibatalkan)",
    "state: invited, postponed (without a quorum), consulted, reconvened, open (going on), closed, reported, cancelled",
))  # fmt: skip
PROPOSAL_STATE = Column("state", "string", Words(
    "keadaan: raised (menunggu biaya), costed (sudah dihitung biayanya), answered (sudah dijawab), merged (digabung ke "
    "usulan lain), split (dipecah), withdrawn (ditarik pengusul)",
    "state: raised (waits for its cost), costed, answered, merged (into another), split, withdrawn (by its proposer)",
))  # fmt: skip
FINDING_STATE = Column("state", "string", Words(
    "keadaan: open (menunggu jawaban), answered (dijawab), confirmed (selesai, dibenarkan musyawarah)",
    "state: open (waits for an answer), answered, confirmed (ended, as a meeting confirmed)",
))  # fmt: skip


def _built(places: Places, year: int) -> Built:
    inside = sorted(places.inside)
    meetings = [
        {**places.told(one.area), "kind": one.kind, "held_on": timezone.localdate(one.starts_at), "state": one.state,
         "sealed": "yes" if one.sealed_at else "no"}
        for one in public_meetings().filter(area__in=inside, starts_at__year=year).order_by("starts_at", "id")
    ]  # fmt: skip
    proposals = public_proposals().filter(village_code__in=inside, year=year).values_list(
        "village_code", "pillar", "state"
    )  # fmt: skip
    findings = (
        Finding.objects.filter(meeting__sealed_at__isnull=False, area__in=inside, found_at__year=year)
        .exclude(state=FindingState.WITHDRAWN)
        .values_list("area", "state")
    )
    return Built(
        [
            Draft("musyawarah", Words("Musyawarah", "Meetings"), (
                *AREA, KIND,
                Column("held_on", "date", Words("hari musyawarah", "day of the meeting")), MEETING_STATE,
                Column("sealed", "string", Words("berita acara disegel: yes atau no", "minutes are sealed: yes or no")),
            ), rows=meetings),
            Draft("usulan", Words("Usulan menurut desa dan keadaan", "Proposals by village and state"), (
                *AREA, Column("pillar", "string", Words(f"pilar: {PILLARS_ID}", f"pillar: {PILLARS_EN}")),
                PROPOSAL_STATE,
                Column("proposals", "integer", Words("jumlah usulan", "number of proposals"), PROPOSALS),
            ), rows=_counted(places, proposals, ("pillar", "state"), "proposals")),
            Draft("temuan", Words("Temuan menurut wilayah dan keadaan", "Findings by area and state"), (
                *AREA, FINDING_STATE,
                Column("findings", "integer", Words("jumlah temuan", "number of findings"), FINDINGS),
            ), rows=_counted(places, findings, ("state",), "findings")),
        ]
    )  # fmt: skip


def _counted(places: Places, rows: Any, names: tuple[str, ...], count: str) -> list[dict[str, Any]]:
    found = Counter(rows.order_by().iterator())
    return [
        {**places.told(area), **dict(zip(names, rest, strict=True)), count: n}
        for (area, *rest), n in sorted(found.items())
    ]


VOICE = Dataset(
    "suara-warga",
    Words("Musyawarah, usulan, temuan", "Meetings, proposals, findings"),
    Words(
        "Musyawarah yang undangannya sudah dikirim, usulan warga, dan temuan dari musyawarah yang disegel. Siapa yang "
        "hadir tidak dimuat.",
        "Meetings to which invitations were sent, residents' proposals, and findings of sealed meetings. Who attended "
        "is not told.",
    ),
    Words("Musyawarah desa dan musrenbang", "Village forums and development planning meetings"),
    Words("tahunan", "yearly"),
    PUBLIC,
    "GOVE",
    (
        Indicator(
            Words("Usulan yang dijawab", "Proposals answered"),
            Words("Usulan yang sudah diberi jawaban dengan alasan", "Proposals that were answered with reasons"),
            Words("hitungan usulan dengan state answered", "count of proposals with state answered"),
            PROPOSALS,
        ),
    ),
    _built,
)
