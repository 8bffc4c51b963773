"""What a candidate work is made of, and everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

from merata_portal.infrastructure.models import Project


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a work is. Degrees of WGS84."""

    name: str
    kind: str
    work: str
    owner: str
    village_code: str
    place: str
    latitude: float
    longitude: float
    about: str = ""
    candidate_id: str = ""
    proposal: str = ""
    plan: str = ""


def faults_of(candidate: Candidate) -> list[tuple[str, str]]:
    """Everything that is wrong with a candidate, in Indonesian and English; empty where it can be kept."""
    inside = candidate.village_code == candidate.owner or candidate.village_code.startswith(f"{candidate.owner}.")
    demands = (
        (bool(candidate.name.strip()), "nama wajib diisi", "the name is needed"),
        (bool(candidate.place.strip()), "lokasi wajib diisi", "the place is needed"),
        (candidate.kind in Project.Kind.values, "jenis tidak dikenal", "the kind is not known"),
        (candidate.work in Project.Work.values, "jenis pekerjaan tidak dikenal", "the kind of work is not known"),
        (
            -90 <= candidate.latitude <= 90 and -180 <= candidate.longitude <= 180,
            "koordinat di luar bumi", "the coordinates lie outside the earth",
        ),
        (
            inside,
            f"desa {candidate.village_code} di luar {candidate.owner}",
            f"{candidate.village_code} lies outside {candidate.owner}",
        ),
    )  # fmt: skip
    return [(text_id, text_en) for holds, text_id, text_en in demands if not holds]
