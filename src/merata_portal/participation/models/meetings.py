"""Meetings: what was planned, who is invited, what happened (the log), and the documents made of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from merata_portal.personal.columns import seals


class Kind(models.TextChoices):
    """The kinds of meeting; each has its procedure (`merata.participation.procedure`)."""

    MUSDES = "musyawarah_desa", _("Musyawarah desa")
    MUSDESSUS = "musyawarah_desa_khusus", _("Musyawarah desa khusus")
    MUSRENBANG_DESA = "musrenbang_desa", _("Musrenbang desa")
    MUSRENBANG_KELURAHAN = "musrenbang_kelurahan", _("Musrenbang kelurahan")
    MUSRENBANG_KECAMATAN = "musrenbang_kecamatan", _("Musrenbang kecamatan")
    MUSRENBANG_REGENCY = "musrenbang_regency", _("Musrenbang kabupaten/kota")
    PENA_INTAN = "pena_intan", _("Musyawarah Pena Intan")
    RESES = "reses", _("Reses DPRD")


class EntryState(models.TextChoices):
    """Where an entry of the log stands. Refused ones wait for the secretary; nothing is dropped."""

    STANDING = "standing", _("Berlaku")
    REFUSED = "refused", _("Bertentangan")
    AMENDED = "amended", _("Diterima sebagai ralat")
    DISCARDED = "discarded", _("Disisihkan")


class DocumentKind(models.TextChoices):
    """What is made of a meeting's log."""

    MINUTES = "minutes", _("Berita acara")
    NOTES = "notes", _("Notulen")
    ATTENDANCE = "attendance", _("Daftar hadir")


class Meeting(models.Model):
    """A meeting of an area (village, kecamatan or regency, as its kind says), planned for `starts_at` in `place`.

    `rules_on`: the day whose rules hold, that of the planned start. `state`, `invited`, `signed`, `opened_at` and
    `closed_at` are what the log gives, kept for lists. Nothing of a meeting is published but its plan before
    `sealed_at`: then its documents were made, and its decisions, findings and counts are everybody's.
    """

    uuid = models.UUIDField(unique=True)
    kind = models.CharField(max_length=24, choices=Kind.choices)
    area = models.CharField(max_length=13)
    starts_at = models.DateTimeField()
    rules_on = models.DateField()
    place = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    by_user_id = models.BigIntegerField()
    state = models.CharField(max_length=10, default="planned")
    invited = models.IntegerField(default=0)
    signed = models.IntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["area", "-starts_at"], name="meeting_of_area")]
        constraints = [
            models.CheckConstraint(name="meeting_kind", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="meeting_sealed_after_closing", condition=Q(sealed_at__isnull=True) | Q(closed_at__isnull=False)
            ),
        ]


class AgendaItem(models.Model):
    """An item of the agenda as planned; `oversight`: it looks at what was promised and delivered. Titles are public."""

    uuid = models.UUIDField(unique=True)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    position = models.SmallIntegerField()
    title = models.CharField(max_length=300)
    oversight = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]


class Invitee(models.Model):
    """Somebody who is invited, for an element of the community; the name is sealed.

    `person`: of the registry, where matched; then sex, disability and poverty come from it (`poor`: desil 1 to 4),
    else as the person says. `part`: hamlet (dusun), RW.
    """

    uuid = models.UUIDField(unique=True)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitees")
    name_sealed = models.BinaryField()
    element = models.CharField(max_length=32)
    sex = models.CharField(max_length=6, blank=True)
    disability = models.BooleanField(null=True)
    poor = models.BooleanField(null=True)
    part = models.CharField(max_length=60, blank=True)
    person = models.UUIDField(null=True)

    class Meta:
        ordering = ["element", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"], condition=Q(person__isnull=False), name="invitee_person_once"
            ),
            models.CheckConstraint(name="invitee_sex", condition=Q(sex__in=["", "female", "male"])),
        ]


class MeetingEvent(models.Model):
    """One entry of a meeting's log, as a device sent it; only its standing changes afterwards.

    `event_uuid` was made by the device; `uuid` is the row's own: the same for the first of an id, another for one
    that came with the same id and other content (`variant`), which is never applied. `data` hold ids, numbers and
    times; every text is in `texts_sealed` (JSON), because what is said in a forum names people, and nobody can judge
    that while writing it down. `digest`: keyed, of all that the device sent. `why_*`: why it does not stand.
    `held_back`: a reason known when it came ("late": the documents were sealed; "clock": it came from the future;
    "desk": only the office's pages write it; "finding": of another area; "office": given to one of
    another area; "unreadable"; "variant"), so that it never takes part in the order.
    """

    uuid = models.UUIDField(unique=True)
    event_uuid = models.UUIDField()
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="events")
    device = models.CharField(max_length=64)
    sequence = models.IntegerField()
    kind = models.CharField(max_length=20)
    data = models.JSONField()
    texts_sealed = models.BinaryField(null=True)
    digest = models.BinaryField(max_length=16)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    by_user_id = models.BigIntegerField()
    state = models.CharField(max_length=9, choices=EntryState.choices)
    held_back = models.CharField(max_length=10, blank=True)
    why_id = models.TextField(blank=True)
    why_en = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_user_id = models.BigIntegerField(null=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event_uuid", "digest"], name="meeting_event_once"),
            models.UniqueConstraint(
                fields=["event_uuid"], condition=~Q(held_back="variant"), name="meeting_event_one_content"
            ),
            models.CheckConstraint(name="meeting_event_state", condition=Q(state__in=EntryState.values)),
            models.CheckConstraint(
                name="meeting_event_decided",
                condition=Q(state__in=["standing", "refused"], decided_at__isnull=True)
                | Q(state__in=["amended", "discarded"], decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_event_held_back_stands_not", condition=Q(held_back="") | ~Q(state="standing")
            ),
        ]
        indexes = [models.Index(fields=["meeting", "state"], name="meeting_event_standing")]


class MeetingDocument(models.Model):
    """A document made of the log and sealed by hash.

    `log_hash`: SHA-256 of the log that it was made of; `content_hash`: of the PDF, kept as attachment "meeting:<uuid>"
    of kind "document-<kind>"; `code`: by which anybody checks it. A later one of the same kind has the next `version`.
    """

    uuid = models.UUIDField(unique=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=10, choices=DocumentKind.choices)
    version = models.SmallIntegerField()
    code = models.CharField(max_length=16, unique=True)
    log_hash = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64)
    attachment = models.UUIDField()
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()

    class Meta:
        ordering = ["kind", "version"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "kind", "version"], name="meeting_document_version"),
        ]


seals(Invitee, "name_sealed")
seals(MeetingEvent, "texts_sealed")
