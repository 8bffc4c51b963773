"""Samples of the systems of other offices."""

from __future__ import annotations

from uuid import uuid4

from access_samples import Sample, sample


def _about_a_client(village: str) -> Sample:
    from made_exchange import client_with_key  # noqa: PLC0415 - models need the settings first

    name = f"Sistem {uuid4().hex}"
    made, _ = client_with_key(village, name=name)
    return Sample({"uuid": made.uuid}, village, marks=(name,))


for _name in ("client", "client-change", "client-key", "client-keys-replace", "client-key-revoke", "client-close"):
    sample(f"office:{_name}")(_about_a_client)
