"""The portal's texts in other languages: found in code and templates, one catalogue per language.

Indonesian is what stands in the code. A further language is one folder under `locale/`: `./run messages` adds every
text that is not there yet and compiles the catalogues; texts that are no longer used are taken out.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1]
LOCALES = ROOT / "locale"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
WHEN = datetime(2026, 11, 1, tzinfo=UTC)
"""What catalogues say of when they were made: a date of their own would change with every run."""


def texts(root: Path = ROOT) -> Catalog:
    """Every text of the code and templates below `root` that is marked for translation, with where it stands."""
    found = Catalog(charset="utf-8", fuzzy=False, creation_date=WHEN, project="merata")
    for path in _sources(root):
        place = path.relative_to(root).as_posix()
        for line, text, context in _marked(path):
            found.add(text, locations=[(place, line)], context=context)
    return found


def catalogue_files() -> list[Path]:
    """The catalogue of each further language."""
    return sorted(LOCALES.glob("*/LC_MESSAGES/django.po"))


def read(path: Path) -> Catalog:
    """One language's catalogue."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name)


def lacking(path: Path) -> list[Message]:
    """The texts that one language's catalogue lacks or leaves empty or unsure."""
    catalogue = read(path)
    wanted = [message for message in texts() if message.id]
    return [
        message
        for message in wanted
        if (known := catalogue.get(_key(message), message.context)) is None or not _told(known) or known.fuzzy
    ]


def compiled(path: Path) -> bytes:
    """What Django reads of one language's catalogue."""
    out = io.BytesIO()
    write_mo(out, read(path))
    return out.getvalue()


def renew() -> list[tuple[Path, int]]:
    """Bring every catalogue up to date and compile it; how many texts each still lacks."""
    found = texts()
    for path in catalogue_files():
        catalogue = read(path)
        catalogue.update(found, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = "Merata"
        catalogue.creation_date = catalogue.revision_date = WHEN
        with path.open("wb") as file:
            write_po(file, catalogue, width=120, sort_output=True, omit_header=False, include_lineno=False)
        path.with_suffix(".mo").write_bytes(compiled(path))
    return [(path, len(lacking(path))) for path in catalogue_files()]


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _told(message: Message) -> bool:
    said = message.string
    return all(said) if isinstance(said, (tuple, list)) else bool(said)


def _sources(root: Path) -> Iterator[Path]:
    yield from sorted(path for path in root.rglob("*.py") if "migrations" not in path.parts)
    yield from sorted(
        path for path in root.rglob("*") if path.suffix in {".html", ".txt"} and "templates" in path.parts
    )


def _marked(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = templatize(source, origin=str(path))
    file = io.BytesIO(source.encode())
    for line, text, _comments, context in extract("python", file, KEYWORDS, options={"encoding": "utf-8"}):
        yield line, text, context


if __name__ == "__main__":
    for path, count in renew():
        print(f"{path.relative_to(ROOT)}: {count} lacking")  # noqa: T201
