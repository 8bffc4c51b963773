"""What the ledger refuses, in Indonesian and English, with all faults of a request at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from merata.errors import MerataError
from merata_portal.ledger.rupiah import rupiah_en, rupiah_id
from merata_portal.ledger.stages import Stage

_SHOWN = 20


class LedgerRefusal(MerataError):  # noqa: N818 - it is refused, nothing broke
    """The ledger does not do what was asked; nothing was written."""


class FaultyRequest(LedgerRefusal):
    """The request itself is wrong; `faults` names everything that is, each as (Indonesian, English)."""

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            f"permintaan ke buku anggaran salah: {_listed([fault[0] for fault in faults], 'lainnya')} / "
            f"the request to the ledger is wrong: {_listed([fault[1] for fault in faults], 'more')}"
        )


class KeyTaken(LedgerRefusal):
    """The key of the request belongs to another request, which was carried out."""

    def __init__(self, key: str, entry: int) -> None:
        self.entry = entry
        super().__init__(
            f"kunci permintaan {key!r} sudah dipakai entri {entry} dengan isi lain; "
            "buat kunci baru untuk permintaan baru / "
            f"the request's key {key!r} was used by entry {entry} with other content; a new request needs a new key"
        )


class Shortfall(NamedTuple):
    """Where money does not suffice: `place` (line or earmark), the stage it would leave, what was asked and is left."""

    place: str
    stage: Stage
    wanted_idr: int
    left_idr: int


class NotEnough(LedgerRefusal):
    """Money does not suffice; `shortfalls` names every line and earmark where it does not, with what is left."""

    def __init__(self, shortfalls: Sequence[Shortfall]) -> None:
        self.shortfalls = tuple(shortfalls)
        super().__init__(
            f"dana tidak cukup: {_listed([_in_indonesian(short) for short in shortfalls], 'lainnya')} / "
            f"not enough money: {_listed([_in_english(short) for short in shortfalls], 'more')}"
        )


def _listed(parts: Sequence[str], more: str) -> str:
    shown = list(parts[:_SHOWN])
    if len(parts) > _SHOWN:
        shown.append(f"… {len(parts) - _SHOWN} {more}")
    return "; ".join(shown)


_STAGE_ID = {
    Stage.APPROPRIATED: "dianggarkan",
    Stage.AVAILABLE: "tersedia",
    Stage.RESERVED: "dicadangkan",
    Stage.COMMITTED: "terikat",
    Stage.PAID: "dibayar",
    Stage.RETURNED: "yang dapat kembali",
}
_STAGE_EN = {stage: stage.value for stage in Stage} | {Stage.RETURNED: "returnable"}


def _in_indonesian(short: Shortfall) -> str:
    wanted, left = rupiah_id(short.wanted_idr), rupiah_id(short.left_idr)
    return f"{short.place}: diminta {wanted}, {_STAGE_ID[short.stage]} hanya {left}"


def _in_english(short: Shortfall) -> str:
    wanted, left = rupiah_en(short.wanted_idr), rupiah_en(short.left_idr)
    return f"{short.place}: asked for {wanted}, only {left} is {_STAGE_EN[short.stage]}"
