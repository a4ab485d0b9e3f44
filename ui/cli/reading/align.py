"""``omni-med align``: which frame of a cine a dictation points at."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.cli.common import Json, StudyName, emit_json, find_study, open_workspace, out


def run(
    context: typer.Context,
    study: StudyName,
    *,
    audio: Annotated[
        Path, typer.Option(metavar="FILE", help="The dictation: WAV or FLAC, in English.")
    ],
    series: Annotated[
        str, typer.Option(metavar="UID", help="The series; the longest cine if not given.")
    ] = "",
    starts: Annotated[
        float,
        typer.Option(metavar="SECONDS", help="Second of the cine at which the recording begins."),
    ] = 0.0,
    as_json: Json = False,
) -> None:
    """Find the frames that a dictation points at ("here, on the left")."""
    from omni_med.inference.timeline import choose_cine, point
    from omni_med.sound.cues import cues
    from omni_med.sound.read import read_sound

    sound = read_sound(audio)  # a bad file ends here, before the pass phrase is asked for
    with open_workspace(context) as workspace:
        case = workspace.open_case(find_study(workspace, study))
        cine = choose_cine(case, workspace.header, series)
    pointed = point(cues(sound), cine, starts=starts)
    frames = len(cine.seconds)
    if as_json:
        emit_json(
            {
                "sop_instance_uid": cine.instance.sop_instance_uid,
                "frames": frames,
                "seconds": round(cine.duration, 3),
                "recording_seconds": round(sound.seconds, 3),
                "pointed": [
                    {
                        "phrase": item.cue.phrase,
                        "said_at": round(item.cue.start, 3),
                        "frame": item.frame,
                        "frame_seconds": round(item.seconds, 3),
                        "side": item.side,
                    }
                    for item in pointed
                ],
            }
        )
        return
    out().print(
        f"Cine of {frames} frames, {cine.duration:.1f} s; recording of {sound.seconds:.1f} s."
    )
    for item in pointed:
        side = f", {item.side}" if item.side else ""
        out().print(
            f'{item.cue.start:6.1f} s  "{item.cue.phrase}"{side}: frame {item.frame + 1} '
            f"of {frames}, at {item.seconds:.2f} s of the cine"
        )
    if not pointed:
        out().print('No pointing phrase ("here", "on the left", "on the right") was heard.')
