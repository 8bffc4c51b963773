"""An attachment: what it belongs to, what it is, and where its sealed bytes lie."""

from __future__ import annotations

from django.db import models

from merata_portal.personal.vault import Vault


class Attachment(models.Model):
    """A file of `subject` (such as "verification:<uuid>"), of a `kind` that its app names ("minutes", "photo").

    `content_hash` is the SHA-256 of the bytes as kept; a photograph's place and time are taken out of its picture and
    stand here. `public`: everybody may see it. A removed one keeps its row and loses its bytes.
    """

    uuid = models.UUIDField(unique=True)
    subject = models.CharField(max_length=100)
    kind = models.CharField(max_length=32)
    area = models.CharField(max_length=13)
    file_name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64)
    bytes = models.BigIntegerField()
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    taken_at = models.DateTimeField(null=True)
    public = models.BooleanField(default=False)
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()
    removed_at = models.DateTimeField(null=True)
    removed_by_user_id = models.BigIntegerField(null=True)
    removed_reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "id"], name="attachment_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "kind", "content_hash"],
                condition=models.Q(removed_at__isnull=True),
                name="attachment_once",
            )
        ]


files = Vault(
    "portal-attachments",
    "attachment",
    lambda: ((one.uuid.hex, one.uuid) for one in Attachment.objects.filter(removed_at__isnull=True).only("uuid")),
)
