"""Addresses of the DCI Social Registry interface, under `/api/dci/`; the standard's paths as they are."""

from __future__ import annotations

from django.urls import path

from merata_portal.api.views.dci import search, status

urlpatterns = [
    path("registry/sync/search", search.sync_search, name="dci-sync-search"),
    path("registry/search", search.search, name="dci-search"),
    path("registry/sync/txn/status", status.sync_txn_status, name="dci-sync-txn-status"),
    path("registry/txn/status", status.txn_status, name="dci-txn-status"),
]
