"""A programme on its way to people: launched from a simulation, listed, approved, verified, decreed, run, closed."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from merata_portal.personal.vault import Vault
from merata_portal.programmes.models.rules import RuleVersion, Simulation

RESERVE = "cadangan"


class Launch(models.Model):
    """One round of a programme, of one budget owner and year.

    `line`: the ledger's budget line it draws on. Each village has an earmark "launch:<uuid>/<village>" in it for who is
    listed there; what is left of the ceiling stands in "launch:<uuid>/cadangan", from which all that are added by a
    village or by an objection are paid.
    `list_hash`: of the frozen targeting list (every household with score, order and reasons), which lies in `lists`.
    `decree_hash`: of the list as decreed. `publication`: what of the list is shown, and by which legal basis.
    """

    class State(models.TextChoices):
        """Where it stands; each step is taken by another person than the one before (`actions`)."""

        LAUNCHED = "launched", _("Diluncurkan")
        LISTING = "listing", _("Daftar disusun")
        LISTED = "listed", _("Daftar beku")
        APPROVED = "approved", _("Daftar disetujui")
        ENROLLING = "enrolling", _("Penetapan berjalan")
        RUNNING = "running", _("Berjalan")
        CLOSED = "closed", _("Ditutup")
        WITHDRAWN = "withdrawn", _("Ditarik")

    class Delivery(models.TextChoices):
        """How what is due reaches people."""

        BANK = "bank", _("Transfer bank")
        POST = "post", _("Tunai lewat pos")
        IN_KIND = "in_kind", _("Barang")
        MEMBERSHIP = "membership", _("Kepesertaan")

    class Unit(models.TextChoices):
        """To whom it is given."""

        HOUSEHOLD = "household", _("Keluarga")
        PERSON = "person", _("Orang")

    class Publication(models.TextChoices):
        """What of the list is shown where; anything but nothing needs its legal basis."""

        NOTHING = "nothing", _("Tidak diumumkan")
        COUNTS = "counts", _("Jumlah per desa")
        VILLAGE_BOARD = "village_board", _("Papan pengumuman desa")
        STICKERS = "stickers", _("Papan pengumuman dan stiker rumah")

    uuid = models.UUIDField(unique=True)
    simulation = models.ForeignKey(Simulation, models.PROTECT, related_name="launches")
    rule_version = models.ForeignKey(RuleVersion, models.PROTECT, related_name="launches")
    programme_id = models.CharField(max_length=64)
    name_id = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    owner = models.CharField(max_length=13)
    area = models.CharField(max_length=13)
    year = models.SmallIntegerField()
    line = models.BigIntegerField()
    ceiling_idr = models.BigIntegerField()
    plan = models.CharField(max_length=64, blank=True)
    delivery = models.CharField(max_length=10, choices=Delivery.choices)
    unit = models.CharField(max_length=9, choices=Unit.choices)
    goods_unit = models.CharField(max_length=16, blank=True)
    instalments = models.SmallIntegerField()
    publication = models.CharField(max_length=13, choices=Publication.choices, default=Publication.COUNTS)
    publication_basis = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=State.choices)
    reason = models.TextField()
    made_at = models.DateTimeField()
    made_by_user_id = models.BigIntegerField()
    list_hash = models.CharField(max_length=64, blank=True)
    list_rows = models.BigIntegerField(default=0)
    listed_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by_user_id = models.BigIntegerField(null=True)
    decree_number = models.CharField(max_length=128, blank=True)
    decree_on = models.DateField(null=True)
    decree_hash = models.CharField(max_length=64, blank=True)
    decreed_at = models.DateTimeField(null=True)
    decreed_by_user_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_user_id = models.BigIntegerField(null=True)
    ended_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            # Pressed twice, it is launched once.
            models.UniqueConstraint(
                fields=["simulation"], condition=~models.Q(state="withdrawn"), name="launch_simulation_once"
            ),
            models.CheckConstraint(name="launch_ceiling", condition=models.Q(ceiling_idr__gt=0)),
            models.CheckConstraint(name="launch_instalments", condition=models.Q(instalments__gt=0)),
            models.CheckConstraint(
                name="launch_publication_basis",
                condition=models.Q(publication__in=["nothing", "counts"]) | ~models.Q(publication_basis=""),
            ),
        ]
        indexes = [models.Index(fields=["programme_id", "-made_at"], name="launch_latest")]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.owner}/{self.year}"

    @property
    def subject(self) -> str:
        """What audit events and attachments call it."""
        return f"launch:{self.uuid}"

    def purpose(self, village_code: str = RESERVE) -> str:
        """The purpose of its money in a village, or of its reserve, as the ledger's earmark names it."""
        return f"launch:{self.uuid}/{village_code}"


class ListedVillage(models.Model):
    """What the frozen list says of a village, in figures; its households lie in a sealed file (`lists`)."""

    launch = models.ForeignKey(Launch, models.PROTECT, related_name="villages", db_index=False)
    village_code = models.CharField(max_length=13)
    households = models.IntegerField()
    eligible = models.IntegerField()
    unknown = models.IntegerField()
    eligible_idr = models.BigIntegerField()
    chosen = models.IntegerField()
    chosen_idr = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["launch", "village_code"], name="listed_village_once")]

    def __str__(self) -> str:
        return f"{self.village_code}: {self.chosen}/{self.eligible}/{self.households}"

    @property
    def file_name(self) -> str:
        """The name of its file in `lists`."""
        return list_file(self.launch.uuid, self.village_code)


def list_file(launch: UUID, village_code: str) -> str:
    """The name in `lists` of a village's part of a launch's list."""
    return f"{launch.hex}.{village_code}"


def _kept() -> Iterator[tuple[str, UUID]]:
    for uuid, code in ListedVillage.objects.values_list("launch__uuid", "village_code"):
        yield list_file(uuid, code), uuid


lists = Vault("portal-lists", "programmes_list", _kept)
"""The frozen targeting lists: Parquet, a file for each village of a launch, so that one is read while someone waits."""
