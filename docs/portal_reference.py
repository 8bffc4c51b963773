"""Pages of the reference that are read off the portal: settings, roles, audit actions, jobs; and the list of all."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path

from portal_ground import first_sentence, page, table  # isort: skip - it sets Django up, which the others need

from django.utils import translation
from portal_open_data import open_data_page
from portal_routes import routes_page

from merata_portal.actor import Capability, Role, capabilities
from merata_portal.actor.roles import ASSIGNABLE, INCOMPATIBLE
from merata_portal.config import variables
from merata_portal.jobs import handlers
from merata_portal.office.action_names import ACTION_NAMES

COMMENT = re.compile(r'^\s+([A-Z_]+) = "[a-z_]+"(?:  # (.+))?$', re.MULTILINE)


def settings_page(notice: str) -> str:
    """Every environment variable."""
    parts = [
        "# Settings",
        notice,
        "What an operator decides is read from the environment at the start; a value that cannot be is refused then, with "
        "what to do (exit code 2). `deploy/install` writes the portal's into `/etc/merata/environment`. How they work "
        "together: [operating the portal](../operating-the-portal.md).",
    ]
    for title, group in variables.GROUPS.items():
        rows = [(f"`{one.name}`", one.meaning, one.default, _example(one.example)) for one in group]
        parts.append(f"## {title}\n\n" + table(("variable", "meaning", "without it", "example"), rows))
    return page(*parts)


def roles_page(notice: str) -> str:
    """Which role may do what."""
    meanings = dict(COMMENT.findall(inspect.getsource(capabilities.Capability)))
    shown = list(Role)
    rows = [
        (
            f"`{one.value}`",
            meanings.get(one.name) or one.value.replace("_", " "),
            *("●" if role in capabilities.ROLES_OF[one] else "" for role in shown),
        )
        for one in Capability
    ]
    with translation.override("id"):
        names = [f"`{role.value}`: {role.label}" for role in shown]
    together = sorted(" and ".join(sorted(role.value for role in pair)) for pair in INCOMPATIBLE)
    return page(
        "# Roles and what they may do",
        notice,
        "A role is held in an area: a regency, a kecamatan or a village, and whatever lies below it. Every view and every "
        "action asks this table. Nobody can be granted "
        + " or ".join(f"`{role.value}`" for role in Role if role not in ASSIGNABLE)
        + ": the operator of the machine at its command line, and the system of another office, which asks by a key.",
        "In the portal's language: " + ", ".join(names) + ".",
        "## Capabilities",
        table(("capability", "meaning", *(role.value.replace("_", " ") for role in shown)), rows),
        "## Roles that one person cannot hold together",
        "Refused at the grant, whatever the areas. Approving and paying lie in the same "
        "offices; they are kept apart person by person at each payment.",
        "\n".join(f"- {pair}" for pair in together),
    )


def audit_page(notice: str) -> str:
    """Every action that the audit knows."""
    rows = []
    for action, name in sorted(ACTION_NAMES.items()):
        with translation.override("id"):
            indonesian = str(name)
        with translation.override("en"):
            rows.append((f"`{action}`", indonesian, str(name)))
    return page(
        "# Actions of the audit",
        notice,
        "Each event of the [chain](../explanation/threat-model.md) bears one of these, with who, in which role and area, "
        "when, about what, and why. Data of an event hold no names and no personal numbers.",
        table(("action", "on the page (Indonesian)", "on the page (English)"), rows),
    )


def jobs_page(notice: str) -> str:
    """Every kind of background work."""
    rows = [
        (f"`{kind}`", first_sentence(handlers.handler_of(kind).__doc__), f"`{handlers.handler_of(kind).__module__}`")
        for kind in sorted(handlers.kinds())
    ]
    return page(
        "# Kinds of background work",
        notice,
        "What `merata portal work DATA` does, and the worker of `merata portal serve DATA`. Each writes in chunks and goes "
        "on where it stopped ([decision 15](../adr/0015-jobs.md)).",
        table(("kind", "what it does", "module"), rows),
    )


PAGES: dict[str, Callable[[str], str]] = {
    "settings.md": settings_page,
    "roles.md": roles_page,
    "routes.md": routes_page,
    "audit-actions.md": audit_page,
    "jobs.md": jobs_page,
    "open-data.md": open_data_page,
}


def undocumented(root: Path) -> list[str]:
    """Variables that stand in the code and not in `variables`, or there and not in the code."""
    texts = [*root.glob("src/**/*.py"), *root.glob("tests/**/*.py"), *root.glob("deploy/*"), root / "run"]
    catalogue = root / "src" / "merata_portal" / "config" / "variables.py"
    read = {
        name
        for path in texts
        if path.is_file() and path != catalogue
        for name in re.findall(r"\bMERATA_[A-Z_]*[A-Z]\b", path.read_text(encoding="utf-8"))
    }
    known = {one.name for group in variables.GROUPS.values() for one in group}
    return sorted(read ^ known)


def _example(text: str) -> str:
    return text.strip("()") if text.startswith("(") else f"`{text}`"
