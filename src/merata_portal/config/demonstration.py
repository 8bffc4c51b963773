"""The portal of a demo: made anew with its folder, an account for each role, everybody registered, budgets entered."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from django.conf import settings

from merata.cli.extensions import ReportOn
from merata.cli.progress import progress
from merata.demo.destination import PORTAL_PREFIX
from merata.demo.population import KABUPATEN
from merata.errors import UsageError
from merata.tables.folder import Dataset
from merata_portal.actor import SYSTEM, Actor, Role
from merata_portal.personal.keys import keys_path, new_keys

REASON = "Peragaan / demonstration"
THIRD = "treasurer"
PUBLISHER = "publisher"
LEVELS = ("regency", "kecamatan", "village")
MEASURES = ("kesejahteraan", "ukuran")
"""Dataset and table of the edition that a report takes its figures from."""
ORIGIN = "Data peragaan sintetis / synthetic demonstration data"


def clear(root: Path) -> None:
    """Take an earlier demo's portal out of the folder: its people are not those of the tables written now.

    Only where the folder says that its people are synthetic, and only a database that lies in it.
    Raises `UsageError` otherwise.
    """
    if not Dataset(root).description.synthetic:
        raise UsageError(f"{root} does not say that its people are synthetic; its portal is left as it is")
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
        return
    for path in root.glob(f"{PORTAL_PREFIX}*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def fill(root: Path) -> None:
    """Fill the portal of a demo folder and say who can sign in; what is there already is left as it is.

    Raises `MerataError` where the folder's people are not synthetic.
    """
    # Imported here because models can be imported only after the folder is opened.
    from merata_portal.accounts import actions  # noqa: PLC0415
    from merata_portal.accounts.demonstration import make_account, make_accounts  # noqa: PLC0415
    from merata_portal.ledger.actions import adopt  # noqa: PLC0415
    from merata_portal.ledger.tables import ceilings_of_folder  # noqa: PLC0415
    from merata_portal.registry.actions.loading import load_demo  # noqa: PLC0415

    if not keys_path().exists():
        new_keys(keys_path())
    by = SYSTEM("merata demo")
    actions.load_areas(by=by, folder=root)
    with progress("portal") as step:
        counts = load_demo(by=by, root=root, area="", step=step)
    adopt(by=by, books=ceilings_of_folder(root), reason=REASON)
    people, homes = counts["persons_new"], counts["households_new"]
    click.echo(f"Portal: {people:,} orang sintetis / synthetic persons, {homes:,} rumah tangga / households")
    ready_to_plan(by, root)
    click.echo("Akun demo / demo accounts:")
    accounts = make_accounts(by=by, folder=root)
    payer = next(account for account in accounts if account.role is Role.SECTOR_OFFICER)
    # A payment is made, checked and paid by three people of the offices that may.
    third = make_account(by=by, folder=root, username=THIRD, role=Role.SECTOR_OFFICER, area=payer.area)
    others = [
        make_account(by=by, folder=root, username=f"{PUBLISHER}_{area.replace('.', '')}", role=Role.PLANNER, area=area)
        for area in regencies()
    ]
    publish(by, [account.username for account in others])
    for account in (*accounts, third, *others):
        click.echo(f"  {account.username:18} {account.area:14} {account.password}")
    click.echo(f"Kode langkah kedua / second step: merata portal user code {root} AKUN/ACCOUNT")


def ready_to_plan(by: Actor, root: Path) -> None:
    """Bring what the registry does not keep, and freeze the registry, for each regency: the planning room can begin."""
    from merata_portal.analysis.actions.materials import bring_folder  # noqa: PLC0415
    from merata_portal.jobs.worker import Worker  # noqa: PLC0415
    from merata_portal.registry.actions.snapshots import take_snapshot  # noqa: PLC0415

    for area in regencies():
        bring_folder(by=by, area=area, folder=root, origin=ORIGIN)
        take_snapshot(by=by, area=area)
    Worker().run(until_empty=True)


def publish(by: Actor, publishers: Sequence[str]) -> None:
    """Measure each regency and publish its first edition of open data, so that the public pages have something to say.

    Prepared by the machine's operator, published by another person: `publishers`, account names in the regencies'
    order, each a planner of one.
    """
    from merata_portal.accounts.models import User  # noqa: PLC0415
    from merata_portal.accounts.queries import actor_of  # noqa: PLC0415
    from merata_portal.analysis.actions import publishing  # noqa: PLC0415
    from merata_portal.analysis.actions.calculating import calculate  # noqa: PLC0415
    from merata_portal.analysis.actions.freezing import freeze  # noqa: PLC0415
    from merata_portal.analysis.models import Publication  # noqa: PLC0415
    from merata_portal.jobs.worker import Worker  # noqa: PLC0415
    from merata_portal.registry.queries.snapshots import snapshots  # noqa: PLC0415

    for area, username in zip(regencies(), publishers, strict=True):
        snapshot = snapshots(by).filter(area=area)[0]
        inputs = freeze(by=by, area=area, snapshot=snapshot.uuid)
        for level in LEVELS:
            calculate(by=by, kind="measure", inputs=inputs.uuid, parameters={"by": level})
        Worker().run(until_empty=True)
        job = publishing.prepare(by=by, area=area, year=inputs.year)
        Worker().run(until_empty=True)
        prepared = Publication.objects.get(job=job.id)
        publishing.publish(by=actor_of(User.objects.get(username=username)), publication=prepared.uuid)


def report(report_on: ReportOn) -> None:
    """Have the demo's report written again with the figures of its regency's edition.

    Both then tell and withhold the same. Raises `UsageError` where nothing of the regency was published.
    """
    from merata_portal.analysis.queries.publications import content, hash_in  # noqa: PLC0415
    from merata_portal.analysis.queries.published import standing  # noqa: PLC0415

    edition = standing(KABUPATEN)
    if edition is None:
        raise UsageError(f"no edition of {KABUPATEN} was published; the report cannot tell its figures")
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{MEASURES[1]}.csv"
        file.write_bytes(content(edition, hash_in(edition, *MEASURES, "csv")))
        report_on(file)


def regencies() -> list[str]:
    """The codes of the regencies of the portal, in order."""
    from merata_portal.accounts.models import Area, AreaKind  # noqa: PLC0415

    return list(Area.objects.filter(kind=AreaKind.REGENCY).order_by("code").values_list("code", flat=True))
