"""Every environment variable that the program, its installation and its tests read, for the page of settings.

A variable that stands in the code and not here, or here and not in the code, makes a test fail. What a value must be
and what is said of a wrong one stands where it is read (`environment`, `databases`, `keys`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variable:
    """A setting: what it decides, what holds where it is not set, and a value as one would write it."""

    name: str
    meaning: str
    default: str
    example: str


PORTAL = (
    Variable(
        "MERATA_DATA",
        "the portal's folder: database, sealed files, published editions. `merata portal … DATA` sets it from DATA; "
        "another WSGI server needs it",
        "`demo`, in the working directory",
        "/var/lib/merata/data",
    ),
    Variable(
        "MERATA_DATABASE_URL",
        "a PostgreSQL database; a socket's folder goes into `?host=`",
        "SQLite in the portal's folder",
        "postgresql://merata@/merata?host=/run/postgresql",
    ),
    Variable(
        "MERATA_KEYS",
        "the file with the keys of personal data: outside the folder and outside its backups, readable by the portal's "
        "user alone",
        "`portal-keys.json` in the folder, which is right for a demonstration only",
        "/etc/merata/keys/keys.json",
    ),
    Variable(
        "MERATA_HOSTS",
        "the names under which the portal is served over HTTPS, parted by commas. Setting it makes this production: "
        "HTTPS only, secure cookies, strict transport security",
        "this machine alone, over HTTP",
        "merata.blitarkab.go.id",
    ),
    Variable(
        "MERATA_SECRET_KEY",
        "the key that signs sessions and forms, at least 50 characters; required in production",
        "a random one at each start",
        "(from `python3 -c 'import secrets; print(secrets.token_urlsafe(50))'`)",
    ),
    Variable(
        "MERATA_PROXIES",
        "how many reverse proxies of yours stand in front; what they say of the caller's address and scheme is "
        "believed, nobody else's word is",
        "0",
        "1",
    ),
    Variable("MERATA_LOG_LEVEL", "the least level of the lines that are logged", "INFO", "WARNING"),
    Variable(
        "MERATA_METRICS_TOKEN",
        "at least 32 characters; whoever sends it (`Authorization: Bearer …`) may read `/metrik/` from another machine",
        "only this machine may",
        "(from `python3 -c 'import secrets; print(secrets.token_urlsafe(32))'`)",
    ),
    Variable(
        "MERATA_SECURITY_CONTACT",
        "whom to tell of a weakness, for `/.well-known/security.txt`: `mailto:…` or `https://…`",
        "no such page",
        "mailto:csirt@blitarkab.go.id",
    ),
    Variable(
        "MERATA_SECURITY_EXPIRES",
        "until which day that contact holds, at most a year ahead; needed with it",
        "no such page",
        "2027-06-30",
    ),
    Variable(
        "MERATA_DEBUG",
        "`1` shows error pages with internals; refused where `MERATA_HOSTS` is set",
        "off",
        "1",
    ),
)

SINGLE_SIGN_ON = (
    Variable(
        "MERATA_OIDC_SERVER",
        "the issuer's address of the regency's own sign-in (OpenID Connect), over HTTPS; with client and secret, or "
        "none of the three",
        "no such button",
        "https://sso.blitarkab.go.id/realms/asn",
    ),
    Variable(
        "MERATA_OIDC_CLIENT",
        "the client registered there, with the return address `https://HOST/akun/sso/sso/kembali/`",
        "no such button",
        "merata",
    ),
    Variable("MERATA_OIDC_SECRET", "the client's secret", "no such button", "(from the server)"),
    Variable("MERATA_OIDC_NAME", "what the button says", "SSO", "SSO Kabupaten Blitar"),
    Variable(
        "MERATA_OIDC_CLAIM",
        "the claim that names the account; the server must assign it itself, not let people choose it",
        "preferred_username",
        "nip",
    ),
)

INSTALLATION = (
    Variable(
        "MERATA_INSTALL_ROOT",
        "`deploy/install` writes below this folder instead of `/`, to be looked at or tested",
        "the machine itself",
        "/tmp/looked-at",  # noqa: S108 - an example on a page
    ),
    Variable(
        "MERATA_SETTINGS",
        "the settings that the installed command `merata` reads for root, e.g. those of a restore drill",
        "`/etc/merata/environment`",
        "/root/again.environment",
    ),
)

TESTS = (
    Variable("MERATA_TEST_PROCESSES", "how many processes `./run test` uses", "`auto`: one for each core", "2"),
    Variable(
        "MERATA_TEST_DATABASE",
        "the database of tests that start a process of their own; the tests set it themselves",
        "SQLite",
        "postgresql://…",
    ),
    Variable(
        "MERATA_SCREENSHOTS", "a folder in which the browser journeys draw their pages", "none are drawn", "pictures"
    ),
    Variable(
        "MERATA_TEACHING_DATA",
        "a folder with public teaching data and schemas that some tests compare with",
        "`shared/data` beside the repository; tests skip without it",
        "../shared/data",
    ),
)

GROUPS = {
    "The portal": PORTAL,
    "The regency's own sign-in": SINGLE_SIGN_ON,
    "Installation": INSTALLATION,
    "Tests": TESTS,
}
