"""Addresses of the pages that follow the money."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.public.views.money import budget, following

ADDRESSES: list[URLPattern] = [
    path("uang/", budget.money, name="money"),
    path("uang/baris/<int:number>/", budget.line, name="budget-line"),
    path("uang/telusur/", following.follow, name="follow"),
]
