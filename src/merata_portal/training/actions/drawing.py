"""The draw in public: the list is frozen, the number is taken down, the secret is opened, seats follow.

Once the number is there the result is fixed, and whoever knows the secret could reckon it and wait until the draw is
void. So the portal's worker opens the secret by itself, unless somebody in the room does so before.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from merata.programmes.training.canonical import digest
from merata.programmes.training.commitment import COMMITMENT_FILE, read_commitment
from merata.programmes.training.drawing import NUMBER_FILE, REVEAL_FILE, announce_number, reveal
from merata.programmes.training.frozen_list import LIST_FILE, freeze, read_list
from merata.programmes.training.result import RESULT_FILE, conclude, read_result
from merata_portal.actor import SYSTEM, Actor, Capability, Held
from merata_portal.audit.actions import record
from merata_portal.jobs.actions import enqueue
from merata_portal.jobs.running import Running
from merata_portal.personal.columns import unsealed
from merata_portal.training import clock
from merata_portal.training.actions.taking import moved, taken
from merata_portal.training.documents_of_draw import documents, open_draw, publish
from merata_portal.training.models import Application, Course, Draw
from merata_portal.training.refusals import TrainingRefused
from merata_portal.training.registry_tables import registry_of
from merata_portal.training.states import State

DRAW = "training.draw"
_RESULTS = ("refused_codes", "need_weight", "chance", "selected", "place_in_draw")


@transaction.atomic
def freeze_list(*, by: Actor, course: UUID) -> str:
    """Publish who is in the urn and who is refused and why; the list's SHA-256, to be read out.

    Raises `TrainingRefused` outside the days announced, and while an application has not been looked for in the
    registry: nobody may be refused because nobody looked.
    """
    found, held = taken(by, course, Capability.MANAGE_COURSE, State.OPEN)
    draw, today = open_draw(found), clock.today()
    if not draw.closes_on < today < draw.drawn_on:
        raise TrainingRefused(
            f"Daftar dibekukan setelah {draw.closes_on:%d-%m-%Y} dan sebelum {draw.drawn_on:%d-%m-%Y}; "
            f"hari ini {today:%d-%m-%Y}.",
            f"The list is frozen after {draw.closes_on} and before {draw.drawn_on}; today is {today}.",
        )
    waiting = found.applications.filter(withdrawn_on__isnull=True, person__isnull=True, not_found=False).count()
    if waiting:
        raise TrainingRefused(
            f"{waiting} pendaftar belum dicari dalam registri; mintalah operator desanya menyelesaikannya dulu.",
            f"{waiting} applicants have not been looked for in the registry; ask their village operators to do so.",
        )
    content = freeze(documents(draw)[COMMITMENT_FILE], registry_of(found), frozen_on=today)
    listed = read_list(content, documents(draw)[COMMITMENT_FILE])
    rows = {one.number: one for one in found.applications.filter(withdrawn_on__isnull=True)}
    for entry in listed.entries:
        rows[entry.application_id].need_weight = entry.tickets
    for refused in listed.refused:
        rows[refused.application_id].refused_codes = list(refused.reasons)
    Application.objects.bulk_update(rows.values(), _RESULTS, batch_size=200)
    sha256 = publish(by, draw, LIST_FILE, content)
    moved(found, State.LISTED)
    record(
        by=by, held=held, action="training.freeze_list", subject=found.subject, area=found.owner,
        content_hash=f"sha256:{sha256}", rows=len(rows), data={"refused": len(listed.refused)},
    )  # fmt: skip
    return sha256


@transaction.atomic
def take_number(*, by: Actor, course: UUID, text: str) -> str:
    """Take down the public number on its day, as it was called out, and ask for the draw; its document's SHA-256."""
    found, held = taken(by, course, Capability.MANAGE_COURSE, State.LISTED)
    draw, today = open_draw(found), clock.today()
    if today != draw.drawn_on:
        raise TrainingRefused(
            f"Angka umum ditetapkan untuk {draw.drawn_on:%d-%m-%Y}; hari ini {today:%d-%m-%Y}. Hari lain berarti "
            "memilih angka: nyatakan undian batal dan umumkan yang baru.",
            f"The public number was fixed for {draw.drawn_on}; today is {today}. Another day would be choosing the "
            "number: declare the draw void and announce a new one.",
        )
    files = documents(draw)
    public = read_commitment(files[COMMITMENT_FILE]).terms.public_number
    if public.read(text) is None:
        least, most = ("1", "6") if public.kind == "dice" else ("0", "9")
        raise TrainingRefused(
            f"Angka umum harus {public.count} angka dari {least} sampai {most}, berurutan seperti jatuhnya.",
            f"The public number has {public.count} digits from {least} to {most}, in the order in which they fell.",
        )
    content = announce_number(files[COMMITMENT_FILE], files[LIST_FILE], text, drawn_on=today)
    sha256 = publish(by, draw, NUMBER_FILE, content)
    moved(found, State.NUMBERED)
    record(
        by=by, held=held, action="training.take_number", subject=found.subject, area=found.owner,
        content_hash=f"sha256:{sha256}",
    )  # fmt: skip
    enqueue(
        by=by, kind=DRAW, parameters={"course": str(course)}, held=held, area=found.owner, unique_key=str(draw.uuid)
    )
    return sha256


def run_draw(running: Running) -> dict[str, Any]:
    """Draw where nobody in the room has opened the secret yet, and it is still in time."""
    with transaction.atomic():
        found = Course.objects.select_for_update().get(uuid=UUID(running.parameters["course"]))
        waits = State(found.state) is State.NUMBERED and clock.today() <= open_draw(found).reveal_by
        if waits:
            _open_and_draw(SYSTEM("undian kursi pelatihan"), None, found)
    return {"drawn": waits}


@transaction.atomic
def draw_seats(*, by: Actor, course: UUID) -> str:
    """Open the secret and draw; seats, waiting list and everybody's chance are public at once. The result's SHA-256."""
    found, held = taken(by, course, Capability.MANAGE_COURSE, State.NUMBERED)
    return _open_and_draw(by, held, found)


def _open_and_draw(by: Actor, held: Held | None, found: Course) -> str:
    draw, today = open_draw(found), clock.today()
    if today > draw.reveal_by:
        raise TrainingRefused(
            f"Rahasia harus dibuka sampai {draw.reveal_by:%d-%m-%Y}; undian ini batal, umumkan yang baru.",
            f"The secret was due by {draw.reveal_by}; this draw is void, announce a new one.",
        )
    files = documents(draw)
    secret = unsealed(Draw, "secret_sealed", draw.secret_sealed, draw.uuid) or ""
    opened = reveal(files[COMMITMENT_FILE], files[LIST_FILE], files[NUMBER_FILE], secret, revealed_on=today)
    publish(by, draw, REVEAL_FILE, opened)
    content = conclude(files[COMMITMENT_FILE], files[LIST_FILE], files[NUMBER_FILE], opened)
    _keep(found, content)
    sha256 = publish(by, draw, RESULT_FILE, content)
    moved(found, State.DRAWN)
    record(
        by=by, held=held, action="training.draw", subject=found.subject, area=found.owner,
        content_hash=f"sha256:{sha256}", data={"result": digest(content)},
    )  # fmt: skip
    return sha256


def _keep(course: Course, content: bytes) -> None:
    """What the result says of each application, as `merata.programmes.training.recording` records it."""
    result = read_result(content)
    rows = {one.number: one for one in course.applications.filter(withdrawn_on__isnull=True)}
    for one in rows.values():
        one.chance, one.selected = 0.0, False
    for place in result.places:
        found = rows[place.application_id]
        found.place_in_draw, found.selected = place.place, place.seated
        found.chance = result.chances.number(place.application_id)
    Application.objects.bulk_update(rows.values(), _RESULTS, batch_size=200)
