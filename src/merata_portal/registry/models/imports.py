"""Files that were uploaded, what became of them, and the rows that were refused."""

from __future__ import annotations

from django.db import models

from merata_portal.personal.vault import Vault
from merata_portal.registry.models.changes import Change


class Upload(models.Model):
    """A file as it came. It stands sealed under `stored_as` until it is imported, and is deleted then."""

    uuid = models.UUIDField(unique=True)
    file_name = models.CharField(max_length=255)
    content_hash = models.CharField(max_length=64, db_index=True)
    bytes = models.BigIntegerField()
    stored_as = models.CharField(max_length=255, blank=True)
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()


class Import(models.Model):
    """An upload on its way into the registry.

    `area`: all its rows must lie there. `rows_done`: rows applied in committed chunks, where a killed worker goes on.
    `counts`: what the check found and what applying did, by name. `fault_file`: sealed, the file's own columns
    and the reasons. `nobody_of`, `nobody_year`: the programme and year of which a list without rows was declared to say
    that nobody in the area receives; empty for every other file.
    """

    class State(models.TextChoices):
        """Where it stands."""

        CHECKING = "checking"
        CHECKED = "checked"
        APPLYING = "applying"
        APPLIED = "applied"
        UNDOING = "undoing"
        UNDONE = "undone"
        REFUSED = "refused"

    uuid = models.UUIDField(unique=True)
    upload = models.ForeignKey(Upload, models.PROTECT, related_name="imports")
    change = models.OneToOneField(Change, models.PROTECT, null=True, related_name="imported")
    state = models.CharField(max_length=8, choices=State.choices)
    area = models.CharField(max_length=13)
    as_of = models.DateField()
    layout = models.CharField(max_length=64)
    mapping = models.TextField(blank=True)
    nobody_of = models.CharField(max_length=64, blank=True, default="")
    nobody_year = models.SmallIntegerField(null=True)
    level = models.CharField(max_length=9, blank=True)
    columns = models.JSONField(default=list)
    rows = models.BigIntegerField(default=0)
    rows_accepted = models.BigIntegerField(default=0)
    rows_faulty = models.BigIntegerField(default=0)
    rows_done = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    fault_file = models.CharField(max_length=255, blank=True)
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["-at"], name="import_latest")]


class ImportFault(models.Model):
    """One finding of one row: no value is kept here, the fault file has the row."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="findings")
    row = models.BigIntegerField()
    sheet = models.CharField(max_length=64, blank=True)
    column = models.CharField(max_length=128, blank=True)
    code = models.CharField(max_length=32)
    severity = models.CharField(max_length=8)


uploads = Vault(
    "portal-uploads",
    "registry_file",
    lambda: Import.objects.exclude(fault_file="").values_list("fault_file", "uuid"),
    wait=True,
)
"""Uploads and checked rows until they are decided, and the files of refused rows, which stay."""
