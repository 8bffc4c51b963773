"""A page as its reader gets it: its words, and what comes over the wire with its style sheets."""

from __future__ import annotations

import gzip
import re
from html import unescape
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.test import Client

SHEETS = re.compile(r'<link rel="stylesheet" href="/static/([^"]+)">')


def words(answer: Any) -> str:
    """What stands on a page, without elements, spaces made one."""
    text = re.sub(r"<title>.*?</title>(?=.*</svg>)", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", text))).replace("\u00a0", " ")


def main_of(answer: Any) -> str:
    """The words of a page's own matter."""
    whole = answer.content.decode()
    inside = whole[whole.index("<main") : whole.index("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", inside))).replace("\u00a0", " ")


def wire_bytes(answer: Any) -> int:
    """The page and its style sheets, each compressed as a server does."""
    html = answer.content
    sheets = [finders.find(name) for name in SHEETS.findall(html.decode())]
    assert sheets
    assert all(sheets)
    return sum(len(gzip.compress(one)) for one in (html, *(Path(str(sheet)).read_bytes() for sheet in sheets)))


def in_english(client: Client) -> Client:
    """The same browser, which chose English."""
    client.cookies["django_language"] = "en"
    return client
