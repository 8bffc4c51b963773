"""`merata portal user …` and `merata portal areas`: the operator of the machine makes the first accounts."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table

from merata_portal.actor import ASSIGNABLE, SYSTEM
from merata_portal.personal.folder import DataFolder

if TYPE_CHECKING:
    from merata_portal.accounts.models import User

ROLES = sorted(role.value for role in ASSIGNABLE)
DAY = click.DateTime(["%Y-%m-%d"])
REASON = click.option("--reason", required=True, help="Why, e.g. the decree; recorded in the audit.")


@click.command()
@click.argument("data", type=DataFolder())
@click.option(
    "--from", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Dataset folder with the table villages (default: DATA).",
)  # fmt: skip
def areas(data: Path, folder: Path | None) -> None:
    """Bring the areas of the portal in DATA up to a table of villages; roles are held in areas."""
    # Imported here, as in every command, because models can be imported only after the folder is opened.
    from merata_portal.accounts import actions  # noqa: PLC0415

    loaded = actions.load_areas(by=SYSTEM("merata portal areas"), folder=folder or data)
    click.echo(
        f"Wilayah / areas: {loaded.new} baru / new, {loaded.changed} berubah / changed, "
        f"{loaded.unchanged} tetap / as before, {loaded.not_in_table} tidak di tabel / not in the table"
    )


@click.group()
def user() -> None:
    """Make accounts, grant and end roles, give a lost sign-in back."""


@user.command()
@click.argument("data", type=DataFolder())
@click.argument("username")
@click.option("--name", required=True, help="The person's full name.")
def add(data: Path, username: str, name: str) -> None:  # noqa: ARG001 - reading the folder has opened it
    """Make the account USERNAME and print its temporary password, once."""
    from merata_portal.accounts import actions  # noqa: PLC0415

    _, password = actions.create_user(by=SYSTEM("merata portal user add"), username=username, full_name=name)
    _tell(username, password)


@user.command(name="list")
@click.argument("data", type=DataFolder())
def list_users(data: Path) -> None:  # noqa: ARG001
    """List the accounts with their roles, in force or to come."""
    from merata_portal.accounts import queries  # noqa: PLC0415

    by = SYSTEM("merata portal user list")
    held: dict[int, list[Any]] = {}
    for assignment in queries.assignments_within(by):
        held.setdefault(assignment.user_id, []).append(assignment)
    table = Table()
    for heading, whole in (("akun", True), ("nama / name", False), ("peran / role", True), ("wilayah / area", True),
                           ("keadaan / state", False)):  # fmt: skip
        # What is typed again is never cut or broken: half a code is another area's.
        table.add_column(heading, overflow="fold", no_wrap=whole)
    for each in queries.users_within(by):
        roles = held.get(each.pk, [])
        table.add_row(
            each.username, each.full_name, "\n".join(one.role for one in roles) or "–",
            "\n".join(_area(one) for one in roles) or "–", _state(each),
        )  # fmt: skip
    Console().print(table)


@user.command()
@click.argument("data", type=DataFolder())
@click.argument("username")
@click.argument("role", type=click.Choice(ROLES))
@click.argument("area")
@click.option("--from", "from_day", type=DAY, help="First day, as 2026-07-01 (default: today).")
@click.option("--until", "until_day", type=DAY, help="First day on which it no longer holds (default: until ended).")
@REASON
def grant(
    data: Path,  # noqa: ARG001
    *,
    username: str,
    role: str,
    area: str,
    from_day: datetime | None,
    until_day: datetime | None,
    reason: str,
) -> None:
    """Give USERNAME a ROLE in an AREA, whose code is Kemendagri's: 35.05, 35.05.01 or 35.05.01.2001."""
    from merata_portal.accounts import actions  # noqa: PLC0415
    from merata_portal.actor import Role  # noqa: PLC0415

    actions.grant(
        by=SYSTEM("merata portal user grant"), user=_user(username), role=Role(role), area=area, reason=reason,
        from_day=_day(from_day), until_day=_day(until_day),
    )  # fmt: skip
    click.echo(f"{username}: {role}@{area}")


@user.command()
@click.argument("data", type=DataFolder())
@click.argument("username")
@click.argument("role", type=click.Choice(ROLES))
@click.argument("area")
@REASON
def revoke(data: Path, *, username: str, role: str, area: str, reason: str) -> None:  # noqa: ARG001
    """End the ROLE of USERNAME in an AREA at once."""
    from merata_portal.accounts import actions, queries  # noqa: PLC0415

    by = SYSTEM("merata portal user revoke")
    found = queries.assignments_within(by).filter(user=_user(username), role=role, area=area)
    if not found:
        raise actions.AccountError(f"{username} tidak memegang {role} di {area} / does not hold {role} in {area}")
    for assignment in found:
        actions.revoke(by=by, assignment=assignment, reason=reason)
    click.echo(f"{username}: {role}@{area} berakhir / ended")


@user.command()
@click.argument("data", type=DataFolder())
@click.argument("username")
@REASON
def reset(data: Path, *, username: str, reason: str) -> None:  # noqa: ARG001
    """Give USERNAME a new temporary password and remove the second factor: for a lost password or telephone."""
    from merata_portal.accounts import actions  # noqa: PLC0415

    password = actions.reset_sign_in(by=SYSTEM("merata portal user reset"), user=_user(username), reason=reason)
    _tell(username, password)


@user.command()
@click.argument("data", type=DataFolder())
@click.argument("username")
@REASON
def close(data: Path, *, username: str, reason: str) -> None:  # noqa: ARG001
    """Close the account USERNAME at once; its sessions end."""
    from merata_portal.accounts import actions  # noqa: PLC0415

    actions.deactivate_user(by=SYSTEM("merata portal user close"), user=_user(username), reason=reason)
    click.echo(f"{username}: ditutup / closed")


@user.command(name="open")
@click.argument("data", type=DataFolder())
@click.argument("username")
@REASON
def open_account(data: Path, *, username: str, reason: str) -> None:  # noqa: ARG001
    """Open the closed account USERNAME again, with the roles it held."""
    from merata_portal.accounts import actions  # noqa: PLC0415

    actions.reactivate_user(by=SYSTEM("merata portal user open"), user=_user(username), reason=reason)
    click.echo(f"{username}: dibuka / opened")


@user.command()
@click.argument("data", type=DataFolder())
@click.argument("username")
def code(data: Path, *, username: str) -> None:
    """Print the six digits of USERNAME's second factor; only in a demonstration, whose people are synthetic."""
    from merata_portal.accounts.demonstration import code_now  # noqa: PLC0415

    click.echo(code_now(username, data))


def _user(username: str) -> User:
    from merata_portal.accounts import actions, queries  # noqa: PLC0415

    found = queries.user_named(username)
    if found is None:
        raise actions.AccountError(
            f"akun {username} tidak ada; lihat `merata portal user list` / there is no account {username}; "
            "see `merata portal user list`"
        )
    return found


def _tell(username: str, password: str) -> None:
    click.echo(
        f"Akun / account: {username}\nKata sandi sementara / temporary password: {password}\n"
        "Hanya ditampilkan sekali; pemiliknya menggantinya saat masuk pertama. / "
        "Shown once; its owner changes it at the first sign-in."
    )


def _area(assignment: Any) -> str:
    until = f" < {assignment.until_day}" if assignment.until_day else ""
    return f"{assignment.area_id}{until}"


def _state(account: User) -> str:
    if not account.is_active:
        return "ditutup / closed"
    return "belum masuk / not yet in" if account.must_change_password else "aktif / active"


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
