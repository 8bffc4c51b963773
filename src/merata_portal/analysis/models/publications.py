"""Editions of open data: prepared, published, withdrawn; never changed."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from merata_portal.personal.vault import Vault


class Publication(models.Model):
    """One edition of an area's open data: all datasets together, protected in one piece.

    `year`: of the data. `number` counts the area's published editions from 1; null until it is published. `manifest`:
    by dataset its words, tables with columns, rows, withheld cells, and the hash of each file in the store;
    `content_hash`: SHA-256 of its canonical JSON. `sources`: results and counts it was made from. `beside`: the edition
    that it was protected beside. The exact counts that the next one needs lie sealed in `EDITIONS` under the uuid.
    """

    class State(models.TextChoices):
        """Where it stands."""

        PREPARED = "prepared", _("Disiapkan, belum terbit")
        PUBLISHED = "published", _("Terbit")
        WITHDRAWN = "withdrawn", _("Ditarik")
        DROPPED = "dropped", _("Batal terbit")

    uuid = models.UUIDField(unique=True)
    area = models.CharField(max_length=13)
    year = models.SmallIntegerField()
    number = models.IntegerField(null=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PREPARED)
    manifest = models.JSONField()
    content_hash = models.CharField(max_length=64)
    sources = models.JSONField(default=dict)
    synthetic = models.BooleanField()
    beside = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")
    job = models.UUIDField(unique=True)
    prepared_at = models.DateTimeField()
    prepared_by_user_id = models.BigIntegerField()
    published_at = models.DateTimeField(null=True)
    published_by_user_id = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_user_id = models.BigIntegerField(null=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="publication_state", condition=Q(state__in=["prepared", "published", "withdrawn", "dropped"])
            ),
            models.UniqueConstraint(fields=["area", "number"], name="publication_number_once"),
            models.CheckConstraint(
                name="publication_published",
                condition=Q(state__in=["prepared", "dropped"], number__isnull=True, published_at__isnull=True)
                | Q(
                    state__in=["published", "withdrawn"],
                    number__gte=1,
                    published_at__isnull=False,
                    published_by_user_id__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="publication_withdrawn",
                condition=~Q(state="withdrawn") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
            ),
        ]
        indexes = [models.Index(fields=["area", "-id"], name="publication_newest")]

    @property
    def subject(self) -> str:
        """What the audit calls it."""
        return f"publication:{self.uuid}"


def _kept() -> Iterable[tuple[str, UUID]]:
    return [(str(uuid), uuid) for uuid in Publication.objects.values_list("uuid", flat=True)]


EDITIONS = Vault("portal-editions", "analysis.edition", _kept)
"""Exact counts of each edition, sealed; read by nothing but the making of the next one."""
