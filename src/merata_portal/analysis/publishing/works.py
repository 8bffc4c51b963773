"""Works: one row each, and the same in the open standard for infrastructure, OC4IDS."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from merata_portal.analysis.canonical import canonical
from merata_portal.analysis.publishing.definitions import (
    PUBLIC,
    RUPIAH,
    Built,
    Column,
    Dataset,
    Draft,
    Indicator,
    Words,
)
from merata_portal.analysis.publishing.places import Places
from merata_portal.infrastructure.exports.oc4ids import package
from merata_portal.infrastructure.queries.projects import public_projects

PUBLISHER = "Merata, portal pembangunan daerah"
OC4IDS = "oc4ids.json"
COLUMNS = (
    Column("project_id", "string", Words("kode pekerjaan", "the work's code")),
    Column("project_name", "string", Words("nama pekerjaan", "name of the work")),
    Column("kind", "string", Words(
        "jenis: road (jalan), bridge (jembatan), market (pasar), health_post (puskesmas atau pustu), school (sekolah), "
        "water (air bersih), irrigation (irigasi), other (lainnya)",
        "kind: road, bridge, market, health_post, school, water, irrigation, other",
    )),
    Column("work", "string", Words(
        "construction (pembangunan baru), rehabilitation (rehabilitasi), replacement (penggantian), atau expansion "
        "(peningkatan atau pelebaran), seperti pada OC4IDS",
        "construction, rehabilitation, replacement or expansion, as OC4IDS has it",
    )),
    Column("owner_code", "string", Words("kode pemilik anggaran", "code of the budget's owner")),
    Column("area_code", "string", Words("kode desa", "code of the village")),
    Column("area_name", "string", Words("nama desa", "name of the village")),
    Column("state", "string", Words(
        "keadaan: planned (direncanakan), tendered (dilelang), contracted (berkontrak), under_way (dikerjakan), "
        "finished (selesai), handed_over (diserahterimakan), warranty_over (masa pemeliharaan berakhir), cancelled "
        "(dibatalkan)",
        "state: planned, tendered, contracted, under_way, finished, handed_over, warranty_over, cancelled",
    )),
    Column("budget_idr", "integer", Words("anggaran", "budget"), RUPIAH),
    Column("promised_on", "date", Words("hari selesai yang pertama dijanjikan", "day of completion first promised")),
    Column("started_on", "date", Words("hari mulai dikerjakan", "day on which it was begun")),
    Column("finished_on", "date", Words("hari selesai dikerjakan", "day on which it was finished")),
    Column("handed_over_on", "date", Words("hari serah terima", "day on which it was handed over")),
)  # fmt: skip


def _built(places: Places, year: int) -> Built:  # noqa: ARG001 - a work lasts longer than a year
    found = list(public_projects().filter(owner__in=sorted(places.inside)).order_by("id"))
    rows = [
        {"project_id": str(one.uuid), "project_name": one.name, "kind": one.kind, "work": one.work,
         "owner_code": one.owner, "area_code": one.village_code, "area_name": places.names.get(one.village_code, ""),
         "state": one.state, "budget_idr": one.budget_idr, "promised_on": one.promised_on,
         "started_on": one.started_on, "finished_on": one.finished_on, "handed_over_on": one.handed_over_on}
        for one in found
    ]  # fmt: skip
    drafts = [Draft("pekerjaan", Words("Pekerjaan fisik", "Works"), COLUMNS, rows=rows)]
    # The standard knows no empty package.
    latest = max((one.changed_at for one in found), default=timezone.now())
    return Built(drafts, {OC4IDS: _package(places, latest)} if found else {})


def _package(places: Places, at: datetime) -> bytes:
    whole = package(publisher=PUBLISHER, address=f"tag:merata,{at:%Y-%m-%d}:{places.code}", at=at)
    owners = {f"ID-KEMENDAGRI-{code}" for code in places.inside}
    whole["projects"] = [one for one in whole["projects"] if one.get("publicAuthority", {}).get("id") in owners]
    return canonical(whole)


WORKS = Dataset(
    "pekerjaan",
    Words("Pekerjaan fisik", "Works"),
    Words(
        "Setiap jalan, jembatan, dan bangunan yang direncanakan atau dikerjakan: anggaran, hari yang dijanjikan, dan "
        "hari yang sebenarnya; juga sebagai berkas OC4IDS 0.9.",
        "Every road, bridge and building that is planned or built: budget, promised and real days; also as an OC4IDS "
        "0.9 file.",
    ),
    Words("Pelaksanaan pekerjaan fisik", "Carrying out of works"),
    Words("keadaan pada hari edisi", "as of the edition's day"),
    PUBLIC,
    "TRAN",
    (
        Indicator(
            Words("Anggaran pekerjaan", "Budget of works"),
            Words("Anggaran yang direncanakan bagi satu pekerjaan", "Budget planned for one work"),
            Words("sebagaimana ditetapkan dalam rencana", "as adopted in the plan"),
            RUPIAH,
        ),
    ),
    _built,
)
