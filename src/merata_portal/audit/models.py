"""Events and the head of their chain. The database itself refuses to change them (see `triggers`)."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """One thing that was done. `hash` covers every other field and the hash of the event before.

    `actor` is an account's id (0: the machine's operator) and not a reference: events outlive accounts. `data` is
    canonical JSON. Personal fields stand in it as digests, or sealed under an erasable key.
    """

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.BigIntegerField()
    role = models.CharField(max_length=40, blank=True)
    role_area = models.CharField(max_length=13, blank=True)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    area = models.CharField(max_length=13, blank=True)
    reason = models.TextField(blank=True)
    rows = models.BigIntegerField(null=True)
    content_hash = models.CharField(max_length=128, blank=True)
    data = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "sequence"], name="audit_event_subject"),
            models.Index(fields=["area", "sequence"], name="audit_event_area"),
            models.Index(fields=["actor", "sequence"], name="audit_event_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.subject}"


class Head(models.Model):
    """The last event's sequence and hash: the one row that every recording locks, moved on by the database."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_head_only_one")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash}"
