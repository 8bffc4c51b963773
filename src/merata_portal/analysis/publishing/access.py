"""Access: minutes from every village to the nearest market, health centre, hospital and school, by season.

Computed as `merata access times` does, from the roads, facilities and villages of the area's newest frozen inputs.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from merata.access.facilities import Facilities
from merata.access.measures.people import people_of
from merata.access.measures.placement import place
from merata.access.network import SEASONS, Network
from merata.access.projects.of_tables import facility_places
from merata.access.road_table import network_of_roads
from merata.access.speeds import Speeds, load_speeds
from merata_portal.analysis import store
from merata_portal.analysis.models import Inputs
from merata_portal.analysis.publishing.definitions import (
    AREA,
    Built,
    Column,
    Dataset,
    Draft,
    Indicator,
    Words,
)
from merata_portal.analysis.publishing.places import Places

NEEDED = ("roads", "facilities", "villages")
MODES = ("motorcycle", "walk")
SERVICES = {
    "market": Words("pasar", "market"),
    "puskesmas": Words("puskesmas", "health centre (puskesmas)"),
    "hospital": Words("rumah sakit", "hospital"),
    "primary_school": Words("SD/MI", "primary school"),
    "junior_school": Words("SMP/MTs", "junior secondary school"),
    "senior_school": Words("SMA/SMK/MA", "senior secondary school"),
}
"""The catalogue's kinds of facilities, in the order in which they are told."""
REACHED, UNREACHABLE = "reached", "unreachable"
MINUTES = Words("menit", "minutes")
COLUMNS = (
    *AREA,
    Column("service", "string", Words(
        "kode jenis layanan: market (pasar), puskesmas, hospital (rumah sakit), primary_school (SD/MI), junior_school "
        "(SMP/MTs), senior_school (SMA/SMK/MA)",
        "code of the kind of service: market, puskesmas (health centre), hospital, primary_school, junior_school, "
        "senior_school",
    )),
    Column("service_title", "string", Words("jenis layanan", "kind of service, in Indonesian")),
    Column("season", "string", Words("musim: dry (kemarau) atau wet (hujan)", "season: dry or wet")),
    Column("mode", "string", Words("dengan apa: motorcycle (sepeda motor) atau walk (jalan kaki)",
                                   "how one travels: motorcycle or walk")),
    Column("reach", "string", Words("reached: ada jalannya; unreachable: tidak ada jalan yang diketahui",
                                    "reached: there is a way; unreachable: no way is known")),
    Column("minutes", "number", Words("waktu tempuh sekali jalan; kosong bila unreachable",
                                      "one-way travel time; empty where unreachable"), MINUTES),
)  # fmt: skip


def _built(places: Places, year: int) -> Built:
    title = Words("Waktu tempuh menurut desa, layanan, dan musim", "Travel time by village, service and season")
    found = newest_with_roads(places.code, year)
    if found is None:
        return Built([Draft("waktu_tempuh", title, COLUMNS, rows=[])])
    speeds = load_speeds()
    roads, facilities, villages = (_table(found, name) for name in NEEDED)
    network, _report = network_of_roads(roads, speeds)
    rows = list(_rows(places, network, speeds, facility_places(facilities), villages))
    sources = {f"access_{name}": f"sha256:{found.tables[name]['hash']}" for name in NEEDED} | {
        "access_inputs": f"inputs:{found.uuid} sha256:{found.content_hash}",
        "access_speeds": ", ".join(f"{name}: {value}" for name, value in speeds.provenance.items()),
    }  # fmt: skip
    return Built([Draft("waktu_tempuh", title, COLUMNS, rows=rows)], {}, sources)


def newest_with_roads(area: str, year: int) -> Inputs | None:
    """The newest frozen inputs of an area that say where its roads, facilities and villages are, of surveys up to that
    year; None where there are none: nobody has brought them yet."""
    for one in Inputs.objects.filter(area=area, year__lte=year).order_by("-id"):
        if all(one.tables.get(name, {}).get("rows") for name in NEEDED):
            return one
    return None


def _rows(
    places: Places, network: Network, speeds: Speeds, standing: Facilities, villages: pa.Table
) -> Iterator[dict[str, Any]]:
    """A row for each village of the regency, service, season and mode; what is off every road is unreachable."""
    inside = villages.filter(pa.array([code in places.kecamatan for code in villages["village_code"].to_pylist()]))
    people = people_of(inside, cluster="village_code", area="village_code", weight="population")
    services = [one for one in SERVICES if one in standing.kinds]
    for mode in MODES:
        for season in SEASONS:
            minutes = place(network, people, standing, speeds, mode, season=season).minutes()
            for service in services:
                of_service = minutes[standing.kinds.index(service)]
                for code, value in zip(people.cluster_id, of_service.tolist(), strict=True):
                    yield {
                        **places.told(code), "service": service, "season": season, "mode": mode,
                        "service_title": SERVICES[service].id,
                        "reach": REACHED if math.isfinite(value) else UNREACHABLE,
                        "minutes": round(value, 1) if math.isfinite(value) else None,
                    }  # fmt: skip


def _table(found: Inputs, name: str) -> pa.Table:
    # From the store, held against its hash: the folder of the inputs holds the people too, who are not needed here.
    return pq.read_table(io.BytesIO(store.read(str(found.tables[name]["hash"]))))


ACCESS = Dataset(
    "akses",
    Words("Waktu tempuh ke layanan", "Travel time to services"),
    Words(
        "Menit dari setiap desa dan kelurahan ke pasar, puskesmas, rumah sakit, dan sekolah terdekat, naik sepeda "
        "motor dan jalan kaki, pada musim kemarau dan musim hujan.",
        "Minutes from every village to the nearest market, health centre, hospital and school, by motorcycle and on "
        "foot, in the dry and in the wet season.",
    ),
    Words("Peta jalan dan fasilitas daerah", "Map of the region's roads and facilities"),
    Words("keadaan pada hari masukan dibekukan", "as of the day on which the inputs were frozen"),
    Words(
        "Tidak memuat orang. Waktu dihitung dari titik desa lewat jaringan jalan dengan kecepatan andaian, bukan "
        "diukur; rumah yang jauh dari titik itu lebih lama.",
        "Holds no people. Times are computed from a village's point along the roads with assumed speeds, not measured; "
        "a house far from that point takes longer.",
    ),
    "TRAN",
    (
        Indicator(
            Words("Waktu tempuh ke layanan terdekat", "Travel time to the nearest service"),
            Words(
                "Menit sekali jalan dari titik desa ke layanan terdekat dari jenis itu",
                "One-way minutes from the village's point to the nearest service of the kind",
            ),
            Words(
                "jumlah panjang ruas dibagi kecepatannya pada jalan tercepat, ditambah jalan kaki dari dan ke jalan",
                "sum of road lengths over their speeds along the fastest way, and the walk to and from the road",
            ),
            MINUTES,
        ),
    ),
    _built,
)  # fmt: skip
