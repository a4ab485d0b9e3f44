"""``omni-med audit``: what was done here, and the proof that nobody bent it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.common import Json, emit_json, open_workspace, out, progress_bar, remark
from ui.cli.keeping.witness import WitnessHome, WitnessSecret, WitnessUser, opened_witness
from ui.errors import NotVerifiedError

if TYPE_CHECKING:
    from audit.verify import VerifyReport

app = typer.Typer(help="Read and verify the audit trail.", no_args_is_help=True)


@app.command("show")
def show(
    context: typer.Context,
    subject: Annotated[
        str | None, typer.Option(help="Only entries about this, e.g. a Study Instance UID.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the newest.")] = None,
    as_json: Json = False,
) -> None:
    """Print the trail: who did what, when."""
    from omni_med.domain.codec import to_plain

    with open_workspace(context) as workspace:
        entries = workspace.trail(subject=subject, limit=limit)
    plain = [to_plain(entry) for entry in entries]
    if as_json:
        emit_json(plain)
        return
    for entry in plain:
        out().print(_line(entry), markup=False)


def _line(entry: dict[str, Any]) -> str:
    detail = " ".join(f"{key}={value}" for key, value in (entry.get("detail") or {}).items())
    words = [entry["time"], entry["user"], entry["action"], entry["subject"], detail]
    if entry["outcome"] != "success":
        words.append(f"({entry['outcome']})")
    return " ".join(str(word) for word in words if word)


@app.command("verify")
def verify(
    context: typer.Context,
    *,
    anchor: Annotated[
        Path | None,
        typer.Option(
            help="File of checkpoints kept elsewhere (`omni-med audit anchor`), "
            "which the trail must meet."
        ),
    ] = None,
    witness: WitnessHome = None,
    witness_user: WitnessUser = None,
    witness_passphrase_file: WitnessSecret = None,
    as_json: Json = False,
) -> None:
    """Recompute the trail and check every sealed object; exit code 4 where anything was bent."""
    with (
        open_workspace(context) as workspace,
        opened_witness(context, witness, witness_user, witness_passphrase_file) as other,
        progress_bar("Verifying") as progress,
    ):
        report = workspace.verify(progress, anchors=anchor, witness=other)
    if as_json:
        emit_json(plain_report(report))
    else:
        print_report(report)
    if not report.ok:
        raise NotVerifiedError(f"Not verified; the first break: {report.first_break}")


@app.command("anchor")
def anchor(
    context: typer.Context,
    to: Annotated[
        Path, typer.Option(help="File to append to, outside the workspace: a USB stick, a share.")
    ],
    as_json: Json = False,
) -> None:
    """Append the trail's newest signed checkpoint to a file that lies elsewhere."""
    with open_workspace(context) as workspace:
        anchored = workspace.anchor(to)
    if as_json:
        emit_json({"file": str(to), "entries": anchored.size, "anchors": anchored.count})
        return
    out().print(
        f"Anchored: {anchored.size} entries of the trail; checkpoints in {to}: {anchored.count}.",
        markup=False,
    )


@app.command("witness")
def witness(
    context: typer.Context,
    to: Annotated[Path, typer.Option(help="Folder of the other workspace.")],
    witness_user: WitnessUser = None,
    witness_passphrase_file: WitnessSecret = None,
    as_json: Json = False,
) -> None:
    """Have another workspace keep the trail's newest signed checkpoint, sealed, on its trail."""
    with (
        open_workspace(context) as workspace,
        opened_witness(context, to, witness_user, witness_passphrase_file) as other,
    ):
        if other is None:
            return
        kept = workspace.anchor_with(other)
    if as_json:
        emit_json({"witness": str(to), "entries": kept.size, "checkpoints": kept.count})
        return
    out().print(
        f"Witnessed: {kept.size} entries of the trail; checkpoints of it in {to}: {kept.count}.",
        markup=False,
    )


@app.command("patient")
def patient(
    context: typer.Context,
    patient_id: Annotated[str, typer.Argument(metavar="ID", help="Patient ID of the headers.")],
    issuer: Annotated[
        str | None, typer.Option(help="Issuer of the id; all issuers if not given.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Tell who did what with one patient's data: "who saw my data"."""
    from omni_med.domain.codec import to_plain

    with open_workspace(context) as workspace:
        report = workspace.patient_report(patient_id, issuer=issuer)
    if as_json:
        emit_json(
            {
                "studies": report.studies,
                "people": [
                    {"user": user, "entries": count, "first": first.time.isoformat(),
                     "last": last.time.isoformat()}
                    for user, count, first, last in report.people
                ],
                "entries": [to_plain(entry) for entry in report.entries],
            }
        )  # fmt: skip
        return
    console = out()
    console.print(f"{report.studies} studies, {len(report.entries)} entries.", markup=False)
    for user, count, first, last in report.people:
        console.print(
            f"{user}: {count} entries, {first.time:%Y-%m-%d %H:%M} to {last.time:%Y-%m-%d %H:%M} "
            "UTC",
            markup=False,
        )
    console.print()
    for entry in report.entries:
        console.print(_line(to_plain(entry)), markup=False)


@app.command("export")
def export(
    context: typer.Context,
    form: Annotated[
        str, typer.Option("--format", help="dicom (PS3.15 A.5 XML) or fhir (AuditEvents).")
    ],
    file: Annotated[Path, typer.Option("--out", help="A new file.")],
    as_json: Json = False,
) -> None:
    """Write the trail for another system; patients stand in it by pseudonym."""
    with open_workspace(context) as workspace:
        count = workspace.export_trail(file, form)
    if as_json:
        emit_json({"file": str(file), "format": form, "entries": count})
        return
    out().print(f"{count} entries written to {file}.", markup=False)


@app.command("send")
def send(
    context: typer.Context,
    *,
    host: Annotated[str, typer.Option(help="Name that the collector's certificate bears.")],
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Its port.")] = 6514,
    authority: Annotated[
        Path | None,
        typer.Option(help="Certificates (PEM) that may vouch for it; the system's if not given."),
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option(help="Own certificate and key (PEM), where it asks for one.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Send new entries to a syslog collector over TLS, as DICOM audit messages."""
    from audit.trail.syslog import Collector

    with open_workspace(context) as workspace:
        done = workspace.send_trail(Collector(host, port, authority, certificate))
    if as_json:
        emit_json({"sent": done.entries, "upto": done.upto})
        return
    out().print(f"{done.entries} entries sent; the collector has {done.upto}.", markup=False)


@app.command("prove")
def prove(
    context: typer.Context,
    sequence: Annotated[int, typer.Argument(metavar="NUMBER", help="Of the entry, from 0.")],
    anchor: Annotated[
        Path | None, typer.Option(help="File of anchors: the proof is for its newest checkpoint.")
    ] = None,
) -> None:
    """Print a proof, as JSON, that one entry stands on the trail."""
    with open_workspace(context) as workspace:
        proof = workspace.prove(sequence, anchors=anchor)
    emit_json(proof.to_plain())


@app.command("check-proof")
def check_proof(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="From `omni-med audit prove`.")],
    anchor: Annotated[Path, typer.Option(help="File of anchors that holds the checkpoint.")],
    as_json: Json = False,
) -> None:
    """Check a proof against anchors; no workspace and no pass phrase are needed."""
    import json

    from audit.errors import TamperedError
    from audit.trail.anchor import AnchorFile
    from audit.trail.checkpoint import Verifier
    from audit.trail.inclusion import Proof

    try:
        proof = Proof.from_plain(json.loads(file.read_bytes()))
    except ValueError:
        raise TamperedError("The proof cannot be read.") from None
    size = proof.check(Verifier.from_text(proof.verifier))
    if proof.note not in AnchorFile.read(anchor).notes:
        raise NotVerifiedError(
            "The proof's checkpoint is none of the anchors.",
            hint="Make the proof with `omni-med audit prove NUMBER --anchor FILE`.",
        )
    if as_json:
        emit_json({"index": proof.index, "entries": size, "holds": True})
        return
    out().print(f"Entry {proof.index} stands on the trail of {size} entries.", markup=False)


@app.command("purge")
def purge(
    context: typer.Context,
    days: Annotated[
        int | None,
        typer.Option(min=0, help="Age from which entries go; the policy's if not given."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Delete entries whose time is over; their hashes stay, and every anchor holds."""
    with open_workspace(context) as workspace:
        done = workspace.purge_trail(days)
    if as_json:
        emit_json(
            {"purged": done.entries, "below": done.below, "days": done.days,
             "scrubbed": done.scrubbed}
        )  # fmt: skip
        return
    if not done.entries:
        out().print(f"Nothing is older than {done.days} days: nothing was purged.", markup=False)
        return
    out().print(
        f"{done.entries} entries older than {done.days} days were purged; their hashes stay, and "
        "what proves rights, keys and this purge.",
        markup=False,
    )
    if not done.scrubbed:
        remark(
            "Another process keeps the database in use: whoever opens the workspace next writes "
            "it anew, and the purged words are gone from the disk."
        )


@app.command("repair")
def repair(
    context: typer.Context,
    source: Annotated[Path, typer.Option("--from", help="Folder of backups of this workspace.")],
    as_json: Json = False,
) -> None:
    """Take objects that are missing or damaged from a backup; exit code 4 where some stay lost."""
    with open_workspace(context) as workspace, progress_bar("Checking") as progress:
        report = workspace.repair(source, progress)
    if as_json:
        emit_json({"repaired": list(report.repaired), "lost": list(report.lost)})
    else:
        count = len(report.repaired)
        out().print(f"{count} {'object' if count == 1 else 'objects'} repaired.", markup=False)
    if report.lost:
        raise NotVerifiedError(
            f"{len(report.lost)} objects stay broken, the first: {report.lost[0][:12]}.",
            hint="Try another folder of backups.",
        )


def plain_report(report: VerifyReport) -> dict[str, Any]:
    """Return the report as JSON knows it."""
    return {
        "ok": report.ok,
        "checks": [
            {"name": item.name, "ok": item.ok, "detail": item.detail, "warning": item.warning}
            for item in report.checks
        ],
        "first_break": report.first_break,
    }


def print_report(report: VerifyReport) -> None:
    """Print one line a check."""
    for item in report.checks:
        mark = ("warn" if item.warning else "ok  ") if item.ok else "FAIL"
        out().print(f"{mark} {item.name}: {item.detail}", markup=False)
