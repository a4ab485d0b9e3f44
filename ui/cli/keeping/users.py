"""``omni-med users``: who may open the workspace, and what for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from ui.cli.common import Json, emit_json, open_workspace, out, remark
from ui.opening.passphrase import read_secret

if TYPE_CHECKING:
    from audit.identity.accounts import Account, Listed
    from audit.identity.factor import Enrolment

app = typer.Typer(help="Users, roles, second factors, rules.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the user.")]
New = Annotated[
    Path | None,
    typer.Option("--new", help="File whose one line is the pass phrase; asked for if not given."),
]
RoleNames = Annotated[
    list[str],
    typer.Option(
        "--role",
        help="radiologist, trainee, ml-staff, system-admin, security-admin, audit-admin, service; "
        "repeatable.",
    ),
]
Departments = Annotated[
    list[str] | None,
    typer.Option("--department", help="Whose labelled studies the user may read; repeatable."),
]

_SHEET = """\
OmniMed: second factor of {user}

Secret for the authenticator   {secret}
The same as an address         {uri}

Recovery codes, each opens once:

{codes}

This is shown once. Keep the codes apart from the computer.
"""


@app.command("list")
def list_(context: typer.Context, as_json: Json = False) -> None:
    """List the users with their roles and second factors."""
    with open_workspace(context) as workspace:
        found = workspace.users()
    if as_json:
        emit_json([_plain(item) for item in found])
        return
    table = Table(box=None, pad_edge=False)
    for title in ("user", "roles", "state", "second factor", "departments", "VIP"):
        table.add_column(title, overflow="fold")
    for item in found:
        account = item.account
        state = "enabled" if account.enabled else "disabled"
        table.add_row(
            account.name,
            " ".join(sorted(account.roles)),
            f"{state}, must change the pass phrase" if item.expired else state,
            f"yes, {item.codes} codes left" if item.factor else "no",
            " ".join(sorted(account.departments)) or "-",
            "yes" if account.vip else "no",
        )
    out().print(table, markup=False)


@app.command("add")
def add(
    context: typer.Context,
    *,
    name: Name,
    roles: RoleNames,
    new: New = None,
    departments: Departments = None,
    vip: Annotated[bool, typer.Option("--vip", help="May read studies labelled VIP.")] = False,
    as_json: Json = False,
) -> None:
    """Add a user with a first pass phrase, which the user must change before anything else."""
    with open_workspace(context) as workspace:
        words = read_secret(new, f"Pass phrase for {name}: ", option="--new", confirm=True)
        account = workspace.add_user(name, words, roles, departments=departments or (), vip=vip)
    _tell(account, as_json=as_json, what="added")
    remark(
        "From now on each command names who opens the workspace: omni-med --user NAME VERB, or "
        f"OMNI_MED_USER. First: omni-med --user {name} keys passphrase"
    )


@app.command("disable")
def disable(context: typer.Context, name: Name, as_json: Json = False) -> None:
    """Take a user's key slot away: the pass phrase opens nothing any more."""
    with open_workspace(context) as workspace:
        account = workspace.change_user(name, enabled=False)
    _tell(account, as_json=as_json, what="disabled")


@app.command("enable")
def enable(context: typer.Context, name: Name, as_json: Json = False) -> None:
    """Give a disabled user the key slot back."""
    with open_workspace(context) as workspace:
        account = workspace.change_user(name, enabled=True)
    _tell(account, as_json=as_json, what="enabled")


@app.command("role")
def role(
    context: typer.Context,
    *,
    name: Name,
    roles: Annotated[
        list[str] | None, typer.Option("--role", help="All roles from now on; repeatable.")
    ] = None,
    departments: Departments = None,
    vip: Annotated[
        bool | None, typer.Option("--vip/--no-vip", help="May read studies labelled VIP.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Change a user's roles, departments or clearance; what is not given stays."""
    with open_workspace(context) as workspace:
        account = workspace.change_user(name, roles=roles or None, departments=departments, vip=vip)
    _tell(account, as_json=as_json, what="changed")


@app.command("passphrase")
def passphrase(context: typer.Context, name: Name, new: New = None, as_json: Json = False) -> None:
    """Give another user a pass phrase, which that user must change first."""
    with open_workspace(context) as workspace:
        words = read_secret(new, f"Pass phrase for {name}: ", option="--new", confirm=True)
        workspace.reset_passphrase(name, words)
    if as_json:
        emit_json({"user": name})
        return
    out().print(f"{name} has a new pass phrase and must change it first.", markup=False)


@app.command("totp")
def totp(
    context: typer.Context,
    remove: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Take this user's second factor away instead."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Give yourself a second factor (TOTP) in place of an earlier one, and print it, once."""
    with open_workspace(context) as workspace:
        if remove is None:
            workspace.enrol_factor(lambda shown: _hand_over(workspace.user, shown, as_json))
            if not as_json:
                out().print(f"The second factor of {workspace.user} is in force.", markup=False)
            return
        workspace.remove_factor(remove)
    if as_json:
        emit_json({"user": remove, "removed": True})
    else:
        out().print(f"{remove} has no second factor any more.", markup=False)


def _hand_over(user: str, shown: Enrolment, as_json: bool) -> str | None:
    """Print the sheet, before it is in force; on a terminal, ask for a code of it."""
    if as_json:
        emit_json(
            {"user": user, "secret": shown.secret, "uri": shown.uri, "codes": list(shown.codes)}
        )
    else:
        codes = "\n".join(f"    {code}" for code in shown.codes)
        sheet = _SHEET.format(user=user, secret=shown.secret, uri=shown.uri, codes=codes)
        out().print(sheet, markup=False)
    sys.stdout.flush()
    if not sys.stdin.isatty():
        return None
    question = "Put it into the authenticator, and type the six digits that it shows"
    return str(typer.prompt(question, err=True, default="", show_default=False))


@app.command("policy")
def policy(
    context: typer.Context,
    *,
    minimum: Annotated[
        int | None, typer.Option(min=8, max=64, help="Characters of a pass phrase, at least.")
    ] = None,
    strength: Annotated[
        int | None, typer.Option(min=1, max=4, help="Strength of a pass phrase (zxcvbn), 1 to 4.")
    ] = None,
    days: Annotated[
        int | None,
        typer.Option(min=0, max=3650, help="A pass phrase expires after so many; 0 for never."),
    ] = None,
    retention: Annotated[
        int | None, typer.Option(help="Days that the trail is kept, at least; 180 or more.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show the rules for pass phrases and the trail, or change what is given."""
    from dataclasses import asdict

    given = {"minimum": minimum, "strength": strength, "days": days, "retention": retention}
    with open_workspace(context) as workspace:
        changes = {key: value for key, value in given.items() if value is not None}
        rules = workspace.set_policy(**changes) if changes else workspace.policy()
    if as_json:
        emit_json(asdict(rules))
        return
    expiry = f"expire after {rules.days} days" if rules.days else "never expire"
    out().print(
        f"Pass phrases have {rules.minimum} characters and strength {rules.strength} at least, "
        f"and {expiry}.\nThe trail is kept for {rules.retention} days at least.",
        markup=False,
    )


def _tell(account: Account, *, as_json: bool, what: str) -> None:
    if as_json:
        emit_json(_account(account))
        return
    roles = " and ".join(sorted(account.roles))
    out().print(f"{account.name} was {what}: {roles}.", markup=False)


def _account(account: Account) -> dict[str, Any]:
    return {
        "user": account.name,
        "roles": sorted(account.roles),
        "enabled": account.enabled,
        "departments": sorted(account.departments),
        "vip": account.vip,
    }


def _plain(item: Listed) -> dict[str, Any]:
    return {
        **_account(item.account),
        "factor": item.factor,
        "codes": item.codes,
        "must_change": item.expired,
    }
