"""Reading public pages as everybody does: their text, the numbers on them, in either language."""

from __future__ import annotations

import html
import re
from typing import Any
from uuid import UUID

from django.conf import settings
from django.test import Client

NOBODY = UUID("00000000-0000-4000-8000-000000000000")


def text_of(answer: Any) -> str:
    """What a page says, on one line, with plain blanks; answers other than pages fail."""
    assert answer.status_code == 200, answer.status_code
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    plain = html.unescape(re.sub(r"<[^>]*>", " ", body)).replace("\u00a0", " ")
    return re.sub(r"\s+", " ", plain)


def page(path: str, **given: str) -> str:
    """The text of a page in Indonesian."""
    return text_of(Client().get(path, given))


def english(path: str, **given: str) -> Any:
    """A page asked for in English."""
    client = Client()
    client.cookies.load({settings.LANGUAGE_COOKIE_NAME: "en"})
    return client.get(path, given)


def numbers_in(text: str) -> set[int]:
    """Every whole number in a text, its thousands apart as Indonesian or English write them, and short amounts."""
    found = {int(re.sub(r"[.,]", "", one)) for one in re.findall(r"(?<![\w.,])\d{1,3}(?:[.,]\d{3})+(?![\d])", text)}
    found |= {int(one) for one in re.findall(r"(?<![\w.,])\d+(?![\w.,])", text)}
    units = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "million": 10**6, "billion": 10**9}
    for amount, unit in re.findall(r"(\d+(?:[.,]\d+)?) (ribu|juta|miliar|million|billion)", text):
        found.add(round(float(amount.replace(",", ".")) * units[unit]))
    return found
