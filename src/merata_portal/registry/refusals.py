"""What the registry does not do, and why: in Indonesian and English, for the person who asked."""

from __future__ import annotations

from merata.errors import MerataError


class RegistryRefused(MerataError):  # noqa: N818 - it says what happened, as Django's own do
    """The registry does not do this now; the message says why and what to do."""

    def __init__(self, text_id: str, text_en: str) -> None:
        super().__init__(f"{text_id} / {text_en}")
        self.text_id = text_id
        self.text_en = text_en


class ReasonMissing(RegistryRefused):
    """Something that must be justified was asked for without a reason."""

    def __init__(self) -> None:
        super().__init__(
            "Alasan wajib diisi: tulis untuk apa data ini dibuka atau diubah.",
            "A reason is required: say why this is opened or changed.",
        )


def require_reason(reason: str) -> str:
    """The reason without the space around it; raises `ReasonMissing` where there is none."""
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()
