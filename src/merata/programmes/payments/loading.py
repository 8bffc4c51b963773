"""Reading payment layouts: every fault of the file in one run, each with its line; with a fault there is no layout."""

from __future__ import annotations

import difflib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from merata.errors import Fault, InputError, UsageError
from merata.programmes.payments.layout import (
    OF_BATCH,
    OF_PAYMENT,
    OF_RETURNED,
    OF_RETURNED_BATCH,
    Code,
    Field,
    Form,
    Kind,
    Layout,
)
from merata.programmes.payments.loading_fields import one_of, read_field, sign
from merata.programmes.payments.status import Status
from merata.programmes.rules.loading_fields import choice, mapping, name, sentence, sequence, text
from merata.programmes.rules.sentence import Sentence
from merata.tables.located_yaml import Located, parse
from merata.tables.located_yaml import Path as Place

KEYS = ("layout", "title", "sent", "returned", "codes")
FORM_KEYS = ("form", "encoding", "delimiter", "quote", "line_end", "header", "payment", "trailer")
ENCODINGS = ("ascii", "utf-8", "cp1252", "iso-8859-1")
LINE_ENDS = {"crlf": "\r\n", "lf": "\n"}
_FOLDER = files("merata.programmes.payments") / "layouts"
_REPORTED = tuple(status.value for status in Status if status is not Status.SENT)


def available() -> list[str]:
    """The names of the layouts that Merata brings."""
    return sorted(file.name.removesuffix(".yaml") for file in _FOLDER.iterdir() if file.name.endswith(".yaml"))


def layout(which: str | Path) -> Layout:
    """A layout that Merata brings, by name, or the one in the file at that path; `UsageError` for neither."""
    if str(which) in available():
        return load(_FOLDER / f"{which}.yaml")
    path = Path(which)
    if path.is_file():
        return load(path, str(path))
    near = difflib.get_close_matches(str(which), available(), n=1, cutoff=0.5) or available()
    raise UsageError(f"no layout and no file {str(which)!r}; there are: {', '.join(near)}, or a YAML file of your own")


def load(file: Traversable, shown: str | None = None) -> Layout:
    """Read one layout, called `shown` in messages; `InputError` with every fault, each with file and line."""
    called = file.name if shown is None else shown
    try:
        written = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        fault = Fault(called, None, None, None, "a text file in UTF-8 that can be read", str(error))
        raise InputError(f"the layout {called} cannot be read", [fault]) from error
    return loads(written, called)


def text_of(which: str) -> str:
    """The text of a layout that Merata brings, to be kept beside what it wrote; `UsageError` for no such name."""
    if which not in available():
        raise UsageError(f"no layout {which!r}; there are: {', '.join(available())}")
    return (_FOLDER / f"{which}.yaml").read_text(encoding="utf-8")


def loads(written: str, called: str) -> Layout:
    """Read one layout from its text, called `called` in messages; `InputError` with every fault, each with its line."""
    document = parse(written, called)
    top = mapping(document, (), document.value, KEYS)
    found = Layout(
        name(document, ("layout",), top.get("layout")),
        sentence(document, ("title",), top.get("title")),
        _form(document, ("sent",), top.get("sent"), OF_PAYMENT, OF_BATCH, ("payment_id", "amount_idr")),
        _form(document, ("returned",), top["returned"], OF_RETURNED, OF_RETURNED_BATCH,
              ("payment_id", "amount_idr", "code")) if "returned" in top else None,
        _codes(document, top),
        called,
    )  # fmt: skip
    document.raise_faults(f"the layout {called} has faults; mend them and load it again")
    return found


def _form(
    document: Located,
    path: Place,
    value: Any,
    of_payment: dict[str, Kind],
    of_batch: dict[str, Kind],
    needed: tuple[str, ...],
) -> Form:
    row = mapping(document, path, value, FORM_KEYS)
    fixed = choice(document, (*path, "form"), row.get("form"), ("delimited", "fixed")) == "fixed"
    encoding = choice(document, (*path, "encoding"), row.get("encoding"), ENCODINGS)
    if fixed and encoding == "utf-8":
        expected = "ascii, cp1252 or iso-8859-1"
        document.fault((*path, "encoding"), "widths in signs and in bytes would differ", expected, encoding)
    line_end = one_of(document, (*path, "line_end"), row.get("line_end", "crlf"), tuple(LINE_ENDS))
    delimiter, quote = _marks(document, path, row, fixed=fixed)
    header, trailer = (
        _fields(document, (*path, part), row[part], of_batch, fixed=fixed) if part in row else ()
        for part in ("header", "trailer")
    )
    payment = _fields(document, (*path, "payment"), row.get("payment"), of_payment, fixed=fixed)
    present = [field.value for field in payment]
    for each in needed:
        if each not in present:
            document.fault((*path, "payment"), f"no field {each}", f"a field with value: {each}")
        elif next(field for field in payment if field.value == each).may_be_empty:
            document.fault((*path, "payment"), f"{each} may be empty", f"a field {each} that always holds something")
    return Form(fixed, encoding, delimiter, quote, LINE_ENDS.get(line_end, "\r\n"), header, payment, trailer)


def _marks(document: Located, path: Place, row: dict[str, Any], *, fixed: bool) -> tuple[str, str]:
    """The delimiter and the quote; a fixed layout has neither."""
    if fixed:
        for key in ("delimiter", "quote"):
            if key in row:
                document.fault((*path, key), "has no meaning in a fixed layout", "no such key", row[key])
        return "", ""
    delimiter = sign(document, (*path, "delimiter"), row.get("delimiter"))
    quote = sign(document, (*path, "quote"), row["quote"]) if "quote" in row else ""
    if delimiter and delimiter == quote:
        document.fault((*path, "quote"), "the same as the delimiter", "two different signs", quote)
    return delimiter, quote


def _fields(document: Located, path: Place, value: Any, kinds: dict[str, Kind], *, fixed: bool) -> tuple[Field, ...]:
    rows = sequence(document, path, value)
    found = tuple(read_field(document, (*path, at), row, kinds, fixed=fixed) for at, row in enumerate(rows))
    if isinstance(value, list) and not value:
        document.fault(path, "no fields", "one field at least, or no such key")
    seen: set[str] = set()
    for at, field in enumerate(found):
        if field.value in seen and field.kind not in (Kind.CONSTANT, Kind.IGNORED):
            document.fault((*path, at, "value"), "stands twice in the line", "each value once", field.value)
        seen.add(field.value)
    return found


def _quoted(document: Located, rows: Any) -> Any:
    """The codes by their text; YAML takes an unquoted 00 for a number, which a file never holds."""
    if not isinstance(rows, dict):
        return rows
    written = [path[1] for path in document.lines if len(path) == 2 and path[0] == "codes"]
    for key, sign_by_sign in zip(rows, written, strict=False):
        if not isinstance(key, str):
            document.fault(("codes", sign_by_sign), "a code that is not text", f'"{sign_by_sign}" in quotes', key)
    return {str(key): each for key, each in rows.items()}


def _codes(document: Located, top: dict[str, Any]) -> dict[str, Code]:
    if "returned" not in top:
        if "codes" in top:
            document.fault(("codes",), "without returned", "returned, or no codes")
        return {}
    codes = {}
    rows = _quoted(document, top.get("codes"))
    for key, each in mapping(document, ("codes",), rows).items():
        row = mapping(document, ("codes", key), each, ("status", "id", "en"))
        status = choice(document, ("codes", key, "status"), row.get("status"), _REPORTED)
        reason = Sentence(*(text(document, ("codes", key, language), row.get(language)) for language in ("id", "en")))
        codes[key] = Code(Status(status) if status in _REPORTED else Status.SENT, reason)
    if Status.PAID not in {code.status for code in codes.values()}:
        document.fault(("codes",), "no code says that a payment was paid", "a code with status: paid")
    return codes
