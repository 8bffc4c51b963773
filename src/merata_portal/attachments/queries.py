"""What is attached to something; whoever calls has checked that the person may see the subject."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from merata_portal.attachments.models import Attachment, files


def attached(subject: str, *kinds: str) -> QuerySet[Attachment]:
    """The attachments of a subject that are still there, of these kinds where any are named, the oldest first."""
    found = Attachment.objects.filter(subject=subject, removed_at__isnull=True).order_by("id")
    return found.filter(kind__in=kinds) if kinds else found


def published(subject: str, *kinds: str) -> QuerySet[Attachment]:
    """As `attached`, those alone that everybody may see."""
    return attached(subject, *kinds).filter(public=True)


def content(attachment: Attachment) -> Iterator[bytes]:
    """Its bytes in pieces; raises `SealBroken` where the kept file was changed, FileNotFoundError where it is gone."""
    return files.read(attachment.uuid.hex, attachment.uuid)
