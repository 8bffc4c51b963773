"""`merata portal client …`: which systems of other offices may ask, what, and by which keys."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from merata_portal.exchange.scopes import Attribute, Purpose, Scope
from merata_portal.personal.folder import DataFolder

if TYPE_CHECKING:
    from merata_portal.exchange.models import Client

DAY = click.DateTime(["%Y-%m-%d"])
REASON = click.option("--reason", required=True, help="Why, e.g. the letter; recorded in the audit.")
AGREEMENT = (
    click.option("--name", required=True, help="What the system is called."),
    click.option("--office", required=True, help="The office that answers for it."),
    click.option("--basis", required=True, help="Dasar hukum: the law or regulation that lets it ask."),
    click.option("--agreement", required=True, help="Number of the perjanjian kerja sama."),
    click.option("--until", "until_day", type=DAY, required=True, help="First day on which it no longer holds."),
    click.option("--scope", "scopes", type=click.Choice([str(one) for one in Scope]), multiple=True, required=True,
                 help="A kind of question that it may ask; once for each."),
    click.option("--purpose", "purposes", type=click.Choice([str(one) for one in Purpose]), multiple=True,
                 required=True, help="A purpose for which it may ask; once for each."),
    click.option("--attribute", "attributes", type=click.Choice([str(one) for one in Attribute]), multiple=True,
                 help="What it may be told of a household, once for each; without any, only that it is there."),
    click.option("--receiver", default="merata", show_default=True, help="What it calls this registry."),
    click.option("--a-minute", default=60, show_default=True, help="Most questions a minute."),
    click.option("--a-day", default=2000, show_default=True, help="Most records within 24 hours."),
    click.option("--public-key", type=click.File("r"), help="PEM of its Ed25519 key: then all it sends is signed."),
)  # fmt: skip


def _agreed(command: Any) -> Any:
    for option in reversed(AGREEMENT):
        command = option(command)
    return command


@click.group()
def client() -> None:
    """Systems of other offices: register them, give and revoke their keys."""


@client.command()
@click.argument("data", type=DataFolder())
@click.argument("sender_id")
@click.argument("area")
@click.option("--contact", required=True, help="Whom to call there; kept sealed.")
@_agreed
def register(data: Path, *, sender_id: str, area: str, contact: str, **said: Any) -> None:  # noqa: ARG001
    """Register the system that calls itself SENDER_ID for AREA, a code such as 35.05 or 35.05.01; it has no key yet."""
    # Imported here, as in every command, because models can be imported only after the folder is opened.
    from merata_portal.actor import SYSTEM  # noqa: PLC0415
    from merata_portal.exchange.actions import clients  # noqa: PLC0415

    by = SYSTEM("merata portal client register")
    made = clients.register(by=by, area=area, contact=contact, said=_agreement(sender_id, **said))
    click.echo(f"{made.sender_id}: {made.area}, {', '.join(made.scopes)}")


@client.command()
@click.argument("data", type=DataFolder())
@click.argument("sender_id")
@REASON
@_agreed
def change(data: Path, *, sender_id: str, reason: str, **said: Any) -> None:  # noqa: ARG001
    """Put a new agreement in place of that of SENDER_ID; results that wait for it are purged, its keys go on."""
    from merata_portal.actor import SYSTEM  # noqa: PLC0415
    from merata_portal.exchange.actions import clients  # noqa: PLC0415

    by = SYSTEM("merata portal client change")
    found = clients.change(by=by, client=_client(sender_id), said=_agreement(sender_id, **said), reason=reason)
    click.echo(f"{found.sender_id}: {', '.join(found.scopes)} < {found.expires_on}")


@client.command()
@click.argument("data", type=DataFolder())
@click.argument("sender_id")
@click.option("--until", "until_day", type=DAY, help="First day on which it no longer holds (default: a year).")
def key(data: Path, *, sender_id: str, until_day: datetime | None) -> None:  # noqa: ARG001
    """Give SENDER_ID a new key and print it, once; its earlier keys go on until they are revoked."""
    from merata_portal.actor import SYSTEM  # noqa: PLC0415
    from merata_portal.exchange.actions import clients  # noqa: PLC0415

    by, until = SYSTEM("merata portal client key"), until_day.date() if until_day else None
    made = clients.issue_key(by=by, client=_client(sender_id), expires_on=until)
    click.echo(
        f"Kunci / key: {made}\nHanya ditampilkan sekali; sampaikan lewat jalur aman. / "
        "Shown once; hand it over by a safe way."
    )


@client.command()
@click.argument("data", type=DataFolder())
@click.argument("sender_id")
@click.argument("key_name")
@REASON
def revoke(data: Path, *, sender_id: str, key_name: str, reason: str) -> None:  # noqa: ARG001
    """Revoke the key KEY_NAME of SENDER_ID at once: the twelve letters that `client list` shows."""
    from merata_portal.actor import SYSTEM  # noqa: PLC0415
    from merata_portal.exchange.actions import clients  # noqa: PLC0415

    by = SYSTEM("merata portal client revoke")
    clients.revoke(by=by, client=_client(sender_id), key_name=key_name, reason=reason)
    click.echo(f"{key_name}: dicabut / revoked")


@client.command()
@click.argument("data", type=DataFolder())
@click.argument("sender_id")
@REASON
def close(data: Path, *, sender_id: str, reason: str) -> None:  # noqa: ARG001
    """Answer SENDER_ID no more: all its keys are revoked and what waits for it is purged."""
    from merata_portal.actor import SYSTEM  # noqa: PLC0415
    from merata_portal.exchange.actions import clients  # noqa: PLC0415

    clients.close(by=SYSTEM("merata portal client close"), client=_client(sender_id), reason=reason)
    click.echo(f"{sender_id}: ditutup / closed")


@client.command(name="list")
@click.argument("data", type=DataFolder())
def list_clients(data: Path) -> None:  # noqa: ARG001
    """List the systems with what each may ask, and its keys by name, expiry and day of last use."""
    from merata_portal.actor import SYSTEM  # noqa: PLC0415
    from merata_portal.exchange.queries.clients import clients  # noqa: PLC0415

    for one in clients(SYSTEM("merata portal client list")):
        state = "" if one.state == one.State.ACTIVE else " ditutup / closed"
        click.echo(f"{one.sender_id}  {one.name}, {one.office}{state}")
        click.echo(f"  wilayah / area {one.area}, {one.agreement}, < {one.expires_on}")
        for label, codes in (
            ("cakupan / scopes", one.scopes), ("tujuan / purposes", one.purposes),
            ("atribut / attributes", one.attributes),
        ):  # fmt: skip
            click.echo(f"  {label}: {', '.join(codes) or '–'}")
        for key_of in one.keys.all():
            click.echo(f"  kunci / key {_told(key_of)}")


@client.command()
@click.argument("data", type=DataFolder())
def purge(data: Path) -> None:  # noqa: ARG001
    """Have results whose time is over deleted by the worker; once a day is enough, where nobody asks anything."""
    from merata_portal.actor import SYSTEM  # noqa: PLC0415
    from merata_portal.exchange.actions.purging import ask_purge  # noqa: PLC0415

    click.echo(f"Diminta / asked: {ask_purge(by=SYSTEM('merata portal client purge')).id}")


def _agreement(sender_id: str, **said: Any) -> Any:
    from merata_portal.exchange.actions.agreements import Agreement  # noqa: PLC0415

    until: date = said["until_day"].date()
    return Agreement(
        name=said["name"], office=said["office"], sender_id=sender_id, legal_basis=said["basis"],
        agreement=said["agreement"], expires_on=until, scopes=said["scopes"], purposes=said["purposes"],
        attributes=said["attributes"], receiver_id=said["receiver"], requests_a_minute=said["a_minute"],
        records_a_day=said["a_day"], public_key=said["public_key"].read() if said["public_key"] else "",
    )  # fmt: skip


def _client(sender_id: str) -> Client:
    from merata_portal.actor import SYSTEM  # noqa: PLC0415
    from merata_portal.exchange.queries.clients import client_called  # noqa: PLC0415
    from merata_portal.exchange.refusals import ExchangeRefused  # noqa: PLC0415

    found = client_called(SYSTEM("merata portal client"), sender_id)
    if found is None:
        raise ExchangeRefused(
            f"Tidak ada klien {sender_id}; lihat `merata portal client list`.",
            f"There is no client {sender_id}; see `merata portal client list`.",
        )
    return found


def _told(key_of: Any) -> str:
    until = "dicabut / revoked" if key_of.revoked_at else f"< {key_of.expires_on}"
    return f"{key_of.name}: {until}, terakhir dipakai / last used {key_of.last_used_on or '–'}"
