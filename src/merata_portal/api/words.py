"""Texts of the interface in both languages: one string in its document, two fields in its answers."""

from __future__ import annotations

from ninja import Schema
from pydantic import Field

_PARTED = "\n/ "


class Words(Schema):
    """Yang sama dalam dua bahasa. / The same in two languages."""

    id: str = Field(description="Bahasa Indonesia")
    en: str = Field(description="English")


def both(text_id: str, text_en: str) -> str:
    """One text of the OpenAPI document: Indonesian first."""
    return f"{text_id}{_PARTED}{text_en}"


def told(text: str, language: str) -> str:
    """The part of such a text in a language; the whole where it was not parted."""
    text_id, _parted, text_en = text.partition(_PARTED)
    return text_en if text_en and language != "id" else text_id
