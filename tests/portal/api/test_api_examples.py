"""The examples of docs/explanation/api.md, run by a shell against a served portal."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed"),
]
DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "explanation" / "api.md"
FENCED = re.compile(r"```bash\n(.*?)```", re.DOTALL)


def commands() -> list[str]:
    """Each example: a command with its comment left out; lines that go on are one."""
    text = "\n".join(FENCED.findall(DOCUMENT.read_text(encoding="utf-8"))).replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def shell(script: str, portal: str, key: str) -> str:
    environment = {
        "PATH": os.environ["PATH"], "PORTAL": portal, "KEY": key, "TODAY": timezone.localdate().isoformat(),
        "no_proxy": "*",
    }  # fmt: skip
    done = subprocess.run(
        ["/bin/sh", "-c", script], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


def test_every_example_is_answered(live_server: Any, areas: Any) -> None:
    from made_clients import client_with_key  # noqa: PLC0415 - models need the settings first

    key = client_with_key()[1]
    told = commands()
    asking = [one for one in told if one.startswith('curl -s "$PORTAL')]
    assert len(asking) == 5
    for one in asking:
        answer = json.loads(shell(one, live_server.url, key))
        assert {"items", "next"} <= set(answer) or answer["code"] == "pkh", one
    again = "\n".join(told[told.index(next(one for one in told if one.startswith("TAG="))) :][:2])
    assert shell(again, live_server.url, key) == "304"
    assert len(told) == 7


def test_the_document_names_every_resource_and_status() -> None:
    from merata_portal.api.document import document  # noqa: PLC0415

    text = DOCUMENT.read_text(encoding="utf-8")
    for address, operations in document()["paths"].items():
        assert f"`{address.split('/')[3]}`" in text or address.partition("/{")[0] in text, address
        for operation in operations.values():
            assert set(operation["responses"]) <= {"200", *re.findall(r"\b[45]\d\d\b", text)}
