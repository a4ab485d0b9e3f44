"""The table of one model asked in every way, as a page."""

from __future__ import annotations

from finetune.site.ways import WAYS, FindingFigures, WaysMeasured

_HEAD = """# {model} on the cases of this site

Written by `omni-med finetune evaluate --model {model}`: version {version}, weights {sha},
{calibrated}. {cases} labelled cases{left_out}.
Seconds a case (median of both modes taking turns in being first, on this machine as it was
loaded): {seconds}.

AUROC with its 95 % interval over patients; calibration error, and in brackets what a perfectly
calibrated model would show on so few cases; share of cases told as "cannot tell".
Differences are of AUROC, on the same cases, with their 95 % interval over patients: one that
holds 0 shows nothing. Whether the model was taught on one of these cases cannot be told from the
cases.

"""
_TABLE = """| way | what is given | AUROC | calibration error | cannot tell |
|---|---|---|---|---|
"""


def page(found: WaysMeasured) -> str:
    """Return the page in Markdown."""
    head = _HEAD.format(
        model=found.model["id"],
        version=found.model["version"],
        sha=found.model["sha256"][:12],
        calibrated=f"calibrated at this site ({found.calibration[:8]})"
        if found.calibration
        else "not calibrated at this site",
        cases=found.cases,
        left_out="".join(f"; {number} {why}" for why, number in found.left_out.items()),
        seconds=", ".join(f"{mode} {each:.2f}" for mode, each in found.seconds.items()),
    )
    return head + "\n".join(map(_finding, found.findings))


def _finding(found: FindingFigures) -> str:
    lines = [
        f"| {item.way} | {WAYS[item.way]} | {item.auroc} | {item.calibration:.3f} "
        f"({item.perfect[0]:.3f} to {item.perfect[1]:.3f}) | {_share(item.unsure)} |\n"
        for item in found.ways
    ]
    gaps = [f"- {name}: {gap}\n" for name, gap in found.differences.items()]
    return "".join((f"## {found.name}\n\n", _TABLE, *lines, "\n", *gaps))


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.0%}"
