"""Keys that can be destroyed: one for each subject whose data stand where nothing can be deleted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class ErasableKey(models.Model):
    """A subject's own key, sealed under the keyring; erasing it makes all that it sealed unreadable for ever."""

    subject = models.UUIDField(primary_key=True)
    sealed_key = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sealed_key__isnull=False, erased_at__isnull=True)
                | Q(sealed_key__isnull=True, erased_at__isnull=False),
                name="personal_erasablekey_held_or_erased",
            )
        ]

    def __str__(self) -> str:
        return str(self.subject)
