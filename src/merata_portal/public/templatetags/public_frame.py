"""What every page of the public front shows around its own matter."""

from __future__ import annotations

from django import template

from merata_portal.public.menu import Menu, menu

register = template.Library()


@register.simple_tag
def public_menu(path: str = "") -> Menu:
    """The menu of the page with that path."""
    return menu(path)
