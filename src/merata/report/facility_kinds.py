"""What kinds of facilities are called in a report."""

from __future__ import annotations

from merata.report.texts import Words


def kind_name(kind: str, words: Words) -> str:
    """The catalogue's kinds in the language of the page; any other as it was given."""
    key = f"facility_kind.{kind}"
    return words.text(key) if words.known(key) else kind
