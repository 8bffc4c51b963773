"""The documents of a draw as they lie in the database, byte for byte."""

from __future__ import annotations

from django.utils import timezone

from merata.programmes.training.canonical import digest
from merata_portal.actor import Actor
from merata_portal.training.models import Course, Draw, DrawDocument
from merata_portal.training.refusals import TrainingRefused


def open_draw(course: Course) -> Draw:
    """The draw of the class that has not become void; raises `TrainingRefused` where there is none."""
    found = course.draws.filter(voided_on__isnull=True).order_by("-round").first()
    if found is None:
        raise TrainingRefused("Kelas ini belum diumumkan.", "This class has not been announced.")
    return found


def documents(draw: Draw) -> dict[str, bytes]:
    """All documents of a draw by file name."""
    return {one.file: bytes(one.content) for one in draw.documents.order_by("file")}


def publish(by: Actor, draw: Draw, file: str, content: bytes) -> str:
    """Keep a document for everybody to read; its SHA-256, which is read out in public."""
    made = DrawDocument.objects.create(
        draw=draw, file=file, content=content, sha256=digest(content), published_at=timezone.now(),
        by_user_id=by.user_id,
    )  # fmt: skip
    return made.sha256
