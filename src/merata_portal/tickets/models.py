"""What a row has that is found by ticket and PIN."""

from __future__ import annotations

from django.db import models


class Ticketed(models.Model):
    """A row with a ticket. The PIN is kept as a keyed digest; `pin_failures` wrong ones since the last right one."""

    ticket = models.CharField(max_length=12, unique=True)
    pin_digest = models.BinaryField(max_length=16)
    pin_failures = models.SmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        abstract = True
