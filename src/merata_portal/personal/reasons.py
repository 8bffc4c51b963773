"""What an app does not do, and why, in Indonesian and English; and the reasons that people must give."""

from __future__ import annotations

from merata.errors import MerataError
from merata_portal.personal.masking import holds_number


class Declined(MerataError):  # noqa: N818 - it says what happened, as Django's own do
    """This is not done now; the message says why and what to do. Each app derives its own."""

    def __init__(self, text_id: str, text_en: str) -> None:
        super().__init__(f"{text_id} / {text_en}")
        self.text_id = text_id
        self.text_en = text_en


class ReasonMissing(Declined):
    """Something that must be justified was asked for without a reason."""

    def __init__(self) -> None:
        super().__init__(
            "Alasan wajib diisi: tulis untuk apa data ini dibuka atau diubah.",
            "A reason is required: say why this is opened or changed.",
        )


def require_reason(reason: str) -> str:
    """The reason without the space around it; raises `ReasonMissing` for none, and as `sound_reason` does.

    Signs that cannot be seen, or points alone, are none.
    """
    if not any(sign.isalnum() for sign in reason):
        raise ReasonMissing
    return sound_reason(reason)


def sound_reason(reason: str) -> str:
    """The reason without the space around it; raises `Declined` where it holds a NIK or KK number, or the sign NUL."""
    if "\x00" in reason:
        raise Declined(
            "Alasan memuat tanda yang tidak dapat disimpan; ketik ulang.",
            "The reason holds a sign that cannot be kept; type it again.",
        )
    if holds_number(reason):
        raise Declined(
            "Alasan memuat NIK atau nomor KK; hapus nomornya, karena alasan disimpan terbuka.",
            "The reason holds a NIK or KK number; leave the number out, for reasons are kept in the open.",
        )
    return reason.strip()
