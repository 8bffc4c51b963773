"""What residents said and saw: meetings, proposals and findings that are public one by one."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils import timezone

from merata_portal.analysis.publishing.definitions import (
    AREA,
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
STATE = Column("state", "string", Words("keadaan", "state"))


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
                *AREA, Column("kind", "string", Words("jenis", "kind")),
                Column("held_on", "date", Words("hari", "day")), STATE,
                Column("sealed", "string", Words("berita acara disegel: yes atau no", "minutes are sealed: yes or no")),
            ), rows=meetings),
            Draft("usulan", Words("Usulan menurut desa dan keadaan", "Proposals by village and state"), (
                *AREA, Column("pillar", "string", Words("pilar", "pillar")), STATE,
                Column("proposals", "integer", PROPOSALS, PROPOSALS),
            ), rows=_counted(places, proposals, ("pillar", "state"), "proposals")),
            Draft("temuan", Words("Temuan menurut wilayah dan keadaan", "Findings by area and state"), (
                *AREA, STATE, Column("findings", "integer", FINDINGS, FINDINGS),
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
