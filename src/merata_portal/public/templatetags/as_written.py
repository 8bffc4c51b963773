"""What people wrote, marked with the language they wrote it in (WCAG 3.1.2, language of parts).

Titles, stories, answers and reasons are people's own and stand in Indonesian on an English page too: a screen reader
that is not told so reads them as if they were English.
"""

from __future__ import annotations

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
WRITTEN_IN = "id"
"""The language in which residents and offices write."""


@register.filter
def as_written(text: object) -> SafeString | str:
    """Somebody's own words, for the inside of an element; nothing where there are none.

    On a page in another language they carry their own. Not for attributes, titles of pages or choices of a select,
    which hold no elements.
    """
    if text is None or text == "":
        return ""
    if get_language() == WRITTEN_IN:
        return escape(str(text))
    return format_html('<span lang="{}">{}</span>', WRITTEN_IN, text)
