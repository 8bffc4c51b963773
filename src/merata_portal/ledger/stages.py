"""The stages of a rupiah and the moves between them that are legal: the one table that code and database share.

Every move debits one stage and credits another by the same amount, so that an entry is balanced by construction.
Two stages are contra accounts, which count what has gone out of them: `appropriated` (what the council gave) and
`returned` (what came back of what was paid). Hence, for every budget line at any time,

    appropriated = available + reserved + committed + paid − returned.
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """Where a rupiah of a budget line stands."""

    APPROPRIATED = "appropriated", _("Dianggarkan")
    AVAILABLE = "available", _("Tersedia")
    RESERVED = "reserved", _("Dicadangkan")
    COMMITTED = "committed", _("Terikat")
    PAID = "paid", _("Dibayar")
    RETURNED = "returned", _("Kembali")


class Kind(TextChoices):
    """What an entry does."""

    APPROPRIATE = "appropriate", _("Penetapan anggaran")
    AMEND = "amend", _("Perubahan anggaran")
    RESERVE = "reserve", _("Pencadangan")
    RELEASE = "release", _("Pelepasan cadangan")
    COMMIT = "commit", _("Pengikatan")
    CANCEL = "cancel", _("Pembatalan ikatan")
    PAY = "pay", _("Pembayaran")
    RETURN = "return", _("Pengembalian")
    CORRECT = "correct", _("Koreksi")


Move = tuple[Stage, Stage]

CONTRA = frozenset({Stage.APPROPRIATED, Stage.RETURNED})
EARMARKED = (Stage.RESERVED, Stage.COMMITTED, Stage.PAID, Stage.RETURNED)
"""The stages in which money stands for a purpose; what is appropriated or available belongs to the line alone."""

MOVES: dict[Kind, tuple[Move, ...]] = {
    Kind.APPROPRIATE: ((Stage.APPROPRIATED, Stage.AVAILABLE),),
    Kind.AMEND: ((Stage.APPROPRIATED, Stage.AVAILABLE), (Stage.AVAILABLE, Stage.APPROPRIATED)),
    Kind.RESERVE: ((Stage.AVAILABLE, Stage.RESERVED),),
    Kind.RELEASE: ((Stage.RESERVED, Stage.AVAILABLE),),
    Kind.COMMIT: ((Stage.RESERVED, Stage.COMMITTED),),
    Kind.CANCEL: ((Stage.COMMITTED, Stage.AVAILABLE),),
    Kind.PAY: ((Stage.COMMITTED, Stage.PAID),),
    Kind.RETURN: ((Stage.RETURNED, Stage.AVAILABLE),),
}
"""The moves of each kind; a correction makes the reverse of what it corrects and stands in no other relation."""

FORWARD: tuple[Move, ...] = tuple(dict.fromkeys(move for moves in MOVES.values() for move in moves))
REVERSED: tuple[Move, ...] = tuple((target, source) for source, target in FORWARD)


def change(stage: Stage, move: Move) -> int:
    """By how much a rupiah of `move` changes the balance of `stage`: −1, 0 or 1."""
    source, target = move
    into = (stage == target) - (stage == source)
    return -into if stage in CONTRA else into
