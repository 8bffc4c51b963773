"""Why a backup is not made or not restored, in both languages."""

from __future__ import annotations

from merata.errors import MerataError


class BackupRefused(MerataError):  # noqa: N818 - it says what was done
    """Nothing was made or changed; the message says why and what to do."""

    def __init__(self, text_id: str, text_en: str) -> None:
        super().__init__(f"{text_id} / {text_en}")


class BackupBroken(BackupRefused):
    """The file is not what was written: cut, changed, or not a backup at all."""
