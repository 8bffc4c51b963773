"""A portal in which everything has happened that public pages tell of: what `public_pages.py` measures.

    .venv/bin/python benchmarks/lived_portal.py FOLDER [--scale 0.05]

FOLDER is made. The closed loop of `tests/journeys` is played in it as far as a finding (measured, planned, taught,
built, paid), each step by its people; then residents complain, object, vote and report a defect, and an edition of open
data is published by two. A quarter of an hour on two busy cores; everybody in it is synthetic.
"""

# ruff: noqa: PLC0415, E402 - models can be imported only after the folder is opened
from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

JOURNEYS = Path(__file__).parents[1] / "tests" / "journeys"
sys.path.append(str(JOURNEYS))

import closed_loop as loop
from portal_days import DAYS
from portal_people import REGENCY, YEAR, people, worked

AFTERWARDS = date(2026, 12, 14)
LEVELS = ("regency", "kecamatan", "village")
VOTE_IDR, STEP_IDR = 200_000_000, 1_000_000
PRICES_IDR = {"Lampu jalan Dusun Krajan": 60_000_000, "Posyandu lansia": 45_000_000, "Sumur bor RT 3": 120_000_000}


def lived(root: Path, scale: float) -> None:
    """Once round, as far as what was found; then everything that residents do by themselves."""
    loop.build(root, scale=scale, seed=loop.SEED)
    world = loop.Dataset(root)
    for lang, name in (("id", "report.html"), ("en", "report-en.html")):
        merata("report", str(root), "--out", str(root / name), "--lang", lang)
    opened = loop.portal("open", root)
    frozen = loop.Dataset(Path(opened["frozen"]))
    work = loop.the_work(frozen, loop.asked_for_bridge(frozen))
    forum = loop.portal("listen", root, work=work)
    budget_idr = round(loop.BUDGET_IDR * scale / loop.SCALE)
    planned = loop.portal(
        "plan", root, bridge=work["item_id"], snapshot=opened["snapshot"], budget_idr=budget_idr,
        classes_idr=loop.CLASSES_IDR,
    )  # fmt: skip
    items = planned["items"]
    course = loop.the_class(frozen, [one for one in items if one["kind"] == "course"])
    now = {person: one[0] for person, one in loop.incomes_of(world, course["persons"]).items()}
    loop.portal("teach", root, course=course["made"], women_seats=loop.women_among(course["seats"]), incomes=now)
    (bridge,) = (one for one in items if one["item_id"] == work["item_id"])
    shortfall = {"unpaid_idr": loop.SHORTFALL_IDR}
    loop.portal("build", root, project=bridge["made"][0], proposal=forum["proposal"], **shortfall)
    loop.portal("deliver", root, launches=sorted({one["made"][0] for one in items if one["made_kind"] == "launch"}))
    loop.portal("oversee", root, work=work, plan=planned["plan"], **shortfall)
    step = [sys.executable, __file__, str(root), "--afterwards", work["village"], bridge["made"][0]]
    subprocess.run(step, check=True, env=os.environ | {"MERATA_DATA": str(root)})


def merata(*arguments: str) -> None:
    subprocess.run([Path(sys.executable).with_name("merata"), *arguments], check=True, stdout=subprocess.DEVNULL)


def afterwards(root: Path, village: str, project: UUID) -> None:
    """What residents do without an account, two ballots, and an edition, on a day after the loop's last."""
    from merata_portal.personal.folder import open_portal

    open_portal(root)
    DAYS.begin(AFTERWARDS)
    voiced(village, project)
    proposals = [costed(village, title, cost_idr) for title, cost_idr in PRICES_IDR.items()]
    for counted in (False, True):
        voted(village, proposals, counted=counted)
    announced(village)
    published()


def announced(village: str) -> None:
    """A class without cost that takes applications."""
    from merata_portal.training.actions import announcing, making
    from merata_portal.training.requests import CourseDraft

    by: Any = people().cashier
    begins, ends = AFTERWARDS + timedelta(days=60), AFTERWARDS + timedelta(days=90)
    draft = CourseDraft(
        name="Menjahit untuk usaha rumahan", sector="crafts", owner=REGENCY, year=begins.year, village_code=village,
        place="Balai desa", starts_on=begins, ends_on=ends, seats=16, sessions=8, cost_idr=0,
    )  # fmt: skip
    made = making.make_course(by=by, draft=draft)
    closes, drawn = AFTERWARDS + timedelta(days=30), AFTERWARDS + timedelta(days=35)
    days = announcing.Days(closes, drawn, drawn + timedelta(days=7), "dice", 10, "sepuluh dadu di balai desa")
    announcing.announce(by=by, course=made.uuid, days=days)


def voiced(village: str, project: UUID) -> None:
    from merata_portal.actor import Actor
    from merata_portal.complaints.actions.filing import file_complaint
    from merata_portal.complaints.actions.handling import answer
    from merata_portal.complaints.actions.handling import take_up as take
    from merata_portal.infrastructure.actions.mending import report_defect
    from merata_portal.programmes.actions.objecting import file_objection

    anybody, who = Actor(-1, "anonim / anonymous"), people()
    made, _pin = file_complaint(
        by=anybody, channel="page", village_code=village, category="road", about="Jalan Krajan",
        text="Jalan berlubang di depan sekolah sejak hujan pertama.",
    )  # fmt: skip
    take(by=who.village, uuid=made.uuid)
    answer(by=who.village, uuid=made.uuid, text="Lubang ditutup hari ini oleh dua orang dan satu truk pasir.")
    report_defect(
        by=anybody, project=project, kind="crack", text="Ada retak di tepi lantai jembatan.",
        photos=[("retak.jpg", photograph())],
    )  # fmt: skip
    file_objection(
        by=anybody, channel="resident", programme_id="pkh", village_code=village, about="not_listed",
        text="Keluarga kami tidak tercatat padahal serumah dengan dua anak sekolah.",
    )  # fmt: skip


def photograph() -> io.BytesIO:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (1200, 900), (120, 110, 100)).save(out, "JPEG")
    out.seek(0)
    return out


def costed(village: str, title: str, cost_idr: int) -> UUID:
    from merata_portal.participation.actions import costing, proposing

    who = people()
    made, _pin = proposing.submit(
        by=who.village, channel="phone", village_code=village, year=YEAR + 1, title=title, pillar="infrastructure",
        story="Warga dua rukun tetangga memintanya sejak tahun lalu.",
    )  # fmt: skip
    costing.cost(by=who.cashier, uuid=made.uuid, cost_idr=cost_idr, basis="harga satuan dinas", year=YEAR)
    return made.uuid


def voted(village: str, proposals: list[UUID], *, counted: bool) -> None:
    from merata_portal.participation.actions import balloting, casting, counting

    by: Any = people().village
    made = balloting.draft_election(
        by=by, area=village, title=f"Suara warga {YEAR + counted}", budget_idr=VOTE_IDR, step_idr=STEP_IDR,
        proposals=proposals,
    )  # fmt: skip
    balloting.announce(by=by, uuid=made.uuid)
    for number, code in enumerate(balloting.issue_codes(by=by, uuid=made.uuid, count=30)):
        casting.cast(uuid=made.uuid, code=code, choices=[1 + number % 3, 1 + number % 2])
    if counted:
        balloting.close(by=by, uuid=made.uuid)
        counting.start_count(by=by, uuid=made.uuid)
        worked()


def published() -> None:
    """Inequality measured for all levels; an edition prepared by one and published by another."""
    from merata_portal.analysis.actions import publishing
    from merata_portal.analysis.actions.calculating import calculate
    from merata_portal.analysis.actions.freezing import freeze
    from merata_portal.analysis.models import Publication
    from merata_portal.registry.queries.snapshots import snapshots

    who = people()
    inputs = freeze(by=who.planner, area=REGENCY, snapshot=snapshots(who.planner).filter(area=REGENCY)[0].uuid)
    for level in LEVELS:
        calculate(by=who.planner, kind="measure", inputs=inputs.uuid, parameters={"by": level})
    worked()
    job = publishing.prepare(by=who.planner, area=REGENCY, year=YEAR)
    worked()
    publishing.publish(by=who.office, publication=Publication.objects.get(job=job.id).uuid)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", type=float, default=loop.SCALE)
    parser.add_argument("--afterwards", nargs=2, metavar=("VILLAGE", "WORK"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.afterwards:
        afterwards(asked.folder, asked.afterwards[0], UUID(asked.afterwards[1]))
    else:
        lived(asked.folder, asked.scale)


if __name__ == "__main__":
    main()
