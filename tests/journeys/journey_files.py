"""Files that people would bring: a PDF of a page."""

from __future__ import annotations

import io

from pypdf import PdfWriter


def minutes_pdf(text: str) -> bytes:
    """A PDF of one empty page that says `text` in its title, so that two are not the same file."""
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    writer.add_metadata({"/Title": text})
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()
