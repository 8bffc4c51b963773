"""A portal with something of everything that a backup holds, made by a process of its own.

python made_backup.py make           an account, a budget, a sealed file, two names of one file, a session
python made_backup.py change         what happens after the backup
python made_backup.py run N ARGUMENTS…   `merata portal …`, killed (SIGKILL) at its N-th step; 0: not at all
"""

# ruff: noqa: PLC0415, T201 - Django is set up first; the count is printed
from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Any

PDF = b"%PDF-1.7\nBerita acara musyawarah desa Jaten\n%%EOF\n"
BUDGET = """owner,year,account_code,fund_source,pillar,ceiling_idr,source,certainty
35.05,2026,2.07.03.2.01.0001,DBHCHT,training,75000000,uji,high
"""


def make(data: Path) -> None:
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.cache import cache
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from merata_portal.accounts.models import User
    from merata_portal.actor import SYSTEM
    from merata_portal.attachments.actions import attach
    from merata_portal.ledger.actions import adopt
    from merata_portal.ledger.tables import ceilings_of_folder

    by = SYSTEM("uji cadangan")
    User.objects.create(username="siti", full_name="Siti Aminah")
    (data / "budget.csv").write_text(BUDGET, encoding="utf-8")
    adopt(by=by, books=ceilings_of_folder(data), reason="APBD 2026")
    attach(by=by, held=None, subject="uji:1", kind="minutes", area="35.05", file_name="ba.pdf", content=io.BytesIO(PDF))
    store = data / "portal-analysis" / "content" / "ab"
    store.mkdir(parents=True)
    (store / "abcd").write_bytes(b"draws" * 1000)
    (store / "abcd").chmod(0o440)
    (data / "portal-analysis" / "frozen.parquet").hardlink_to(store / "abcd")
    (data / "keys-copy.json").write_bytes(Path(os.environ["MERATA_KEYS"]).read_bytes())
    cache.set("attempts", 3)
    session = SessionStore()
    session["who"] = "Sesi-Rahasia"
    session.save()


def change(data: Path) -> None:
    from django.db import transaction

    from merata_portal.accounts.models import User
    from merata_portal.actor import SYSTEM
    from merata_portal.audit.actions import record

    with transaction.atomic():
        User.objects.filter(username="siti").update(full_name="Orang Lain")
        record(by=SYSTEM("uji"), held=None, action="test.later", subject="uji:2")
    (data / "budget.csv").unlink()
    for sealed in (data / "portal-attachments").iterdir():
        sealed.unlink()


def run(killed_at: int, *arguments: str) -> None:
    from killing import counting

    from merata.cli.main import main
    from merata_portal.config.backup import staging

    if arguments[0] == "backup":
        from merata_portal.personal.folder import open_portal

        open_portal(Path(arguments[1]))
        from merata_portal.config.backup import databases, making

        copying = ((making, "add"), (databases, "copy_to"), (staging, "link_files"), (os, "link"))
        steps = counting(killed_at, copying)
    else:
        if os.environ.get("UJI_AUDIT_BROKEN"):
            from merata_portal.config.backup import restoring
            from merata_portal.config.backup.refusals import BackupBroken

            def broken(manifest: dict[str, Any]) -> tuple[int, int, int]:
                raise BackupBroken("peristiwa 1 diubah", "event 1 was changed")

            restoring._verified = broken
        steps = counting(killed_at, ((os, "sync"), (os, "fchmod")))
    sys.argv = ["merata", "portal", *arguments]
    try:
        main()
    except SystemExit as ended:
        print(f"steps={steps[0]}")
        sys.exit(ended.code)
    print(f"steps={steps[0]}")


if __name__ == "__main__":
    if sys.argv[1] == "run":
        run(int(sys.argv[2]), *sys.argv[3:])
    else:
        from merata_portal.personal.folder import open_portal

        folder = Path(os.environ["MERATA_DATA"])
        open_portal(folder)
        {"make": make, "change": change}[sys.argv[1]](folder)
