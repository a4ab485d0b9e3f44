"""``omni-med ask``: a question about a study to a large model, its answer looked up."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.common import (
    Json,
    StudyName,
    decode_pool,
    emit_json,
    find_study,
    open_workspace,
    out,
    remark,
    stoppable,
)

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool
    from omni_med.domain import Case
    from omni_med.inference.language import Gathered
    from omni_med.models.language.drafting import Drafted, DraftedSentence
    from omni_med.models.language.local.registered import RegisteredModel
    from omni_med.models.language.protocols import LanguageModel
    from omni_med.sound.read import Sound
    from omni_med.workspace import Workspace

LanguageModelName = Annotated[
    str,
    typer.Option(
        "--model", metavar="NAME", help="A server, a model that was added, or fake-language."
    ),
]
PromptLanguage = Annotated[str, typer.Option("--lang", metavar="en|zh", help="Language.")]
KeepCorners = Annotated[
    bool,
    typer.Option(
        "--keep-corners",
        help="Send films to a server with their corners: you have seen that no name is there.",
    ),
]


def run(
    context: typer.Context,
    study: StudyName,
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="What you want to know.")],
    *,
    model: LanguageModelName,
    lang: PromptLanguage = "en",
    keep_corners: KeepCorners = False,
    audio: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="A dictation that points at frames of a cine: WAV or FLAC."
        ),
    ] = None,
    starts: Annotated[
        float,
        typer.Option(metavar="SECONDS", help="Second of the cine at which the recording begins."),
    ] = 0.0,
    send_audio: Annotated[
        bool,
        typer.Option(
            "--send-audio", help="Send the recording itself to a server: a voice tells who."
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Ask a large model about a study; each sentence is looked up in findings and record."""
    from omni_med.inference.language import ask_study, gather

    check_language(lang)
    sound = _read(audio)
    with open_workspace(context) as workspace, decode_pool(1) as pool, stoppable() as cancelled:
        uid = find_study(workspace, study)
        with language_model(workspace, model, uid, lang, keep_corners=keep_corners) as opened:
            gathered = gather(workspace, uid, opened, pool=pool)
            if sound is not None:
                gathered = _dictated(
                    gathered, workspace, sound, opened, pool, starts=starts, send=send_audio
                )
            drafted = ask_study(
                opened,
                gathered,
                question,
                language=lang,
                told=None if as_json else tell,
                cancelled=cancelled,
            )
            spent = cost_of(opened)
        case = workspace.open_case(uid)
    if as_json:
        emit_json(rendered(drafted, case) | {"cost": spent})
        return
    sys.stdout.write("\n\n")
    print_drafted(drafted, case)
    remark_cost(spent)


def _read(audio: Path | None) -> Sound | None:
    """Return a dictation; a bad file ends here, before the pass phrase is asked for."""
    if audio is None:
        return None
    from omni_med.sound.read import read_sound

    return read_sound(audio)


def _dictated(
    gathered: Gathered,
    workspace: Workspace,
    sound: Sound,
    model: LanguageModel,
    pool: DecodePool,
    *,
    starts: float,
    send: bool,
) -> Gathered:
    """Return the study with the frames that a dictation points at.

    A voice identifies who speaks: a server gets it only when that was asked for.
    """
    from omni_med.inference.language import with_dictation
    from omni_med.models.language.server.model import ServerModel
    from omni_med.sound.cues import cues

    if send and "audio" not in model.modalities:
        remark(f"{model.id} is not said to take audio (--modal-types): the recording stays here.")
    allowed = send or not isinstance(model, ServerModel)
    return with_dictation(
        gathered,
        workspace,
        sound,
        cues(sound),
        pool=pool,
        header=workspace.header,
        hears=allowed and "audio" in model.modalities,
        starts=starts,
    )


@contextmanager
def language_model(
    workspace: Workspace, name: str, study_uid: str, language: str, *, keep_corners: bool = False
) -> Iterator[LanguageModel]:
    """Open a large model for a study: a server, one that was added, or the fake one.

    Raises:
        UnknownModelError: If there is none of this name.
        ModelUnavailableError: If it cannot be opened, or is not allowed.
    """
    from omni_med.models.language.fake import FAKE_LANGUAGE, FakeLanguage
    from ui.cli.models.servers import find_server

    opened: LanguageModel
    source = find_server(workspace, name, study_uid, language=language, keep_corners=keep_corners)
    if source is not None:
        opened = source.open()
    elif name == FAKE_LANGUAGE:
        opened = FakeLanguage()
    else:
        opened = _registered(workspace, name).open()
    try:
        yield opened
    finally:
        opened.close()


def _registered(workspace: Workspace, name: str) -> RegisteredModel:
    """Return a model that was added and writes sentences.

    Raises:
        UnknownModelError: If there is none of this name.
        ModelUnavailableError: If it is a bundle.
    """
    from omni_med.errors import ModelUnavailableError
    from omni_med.models.bundles.registered import RegisteredBundle

    model = workspace.registered_model(name)
    if isinstance(model, RegisteredBundle):
        raise ModelUnavailableError(
            f"{name} is a MONAI bundle: it writes no sentences.",
            hint="See which models read text: omni-med models list",
        )
    return model


def check_language(language: str) -> None:
    """Refuse a language without prompts.

    Raises:
        typer.BadParameter: For any but ``"en"`` and ``"zh"``.
    """
    if language not in {"en", "zh"}:
        raise typer.BadParameter("--lang is en or zh.")


def tell(piece: str) -> None:
    """Write a piece of an answer as it comes, without what a terminal would obey."""
    sys.stdout.write("".join(letter for letter in piece if letter.isprintable() or letter == "\n"))
    sys.stdout.flush()


def rendered(drafted: Drafted, case: Case) -> dict[str, Any]:
    """Return an answer as JSON, the sentences of the record quoted."""
    from omni_med.domain.codec import to_plain

    texts = {note.note_id: note.text for note in case.notes}
    plain: dict[str, Any] = to_plain(drafted)
    for sentence in plain["sentences"]:
        for link in sentence["record"]:
            link["text"] = texts.get(link["note_id"], "")[link["start"] : link["end"]]
    counts = {
        standing: sum(item.standing.value == standing for item in drafted.sentences)
        for standing in ("supported", "unsupported", "contradicted")
    }
    return {**plain, "counts": counts, "signed": False}


def print_drafted(drafted: Drafted, case: Case) -> None:
    """Print each sentence with what it stands on."""
    from rich.markup import escape

    console = out()
    texts = {note.note_id: note.text for note in case.notes}
    console.print("[bold]Looked up, sentence by sentence[/bold]")
    for item in drafted.sentences:
        style = {"supported": "green", "unsupported": "yellow"}.get(item.standing.value, "red")
        console.print(f"  [{style}]{item.standing.value:<12}[/{style}] {escape(item.text)}")
        for line in _reasons(item, texts):
            console.print(f"               {line}", markup=False)
    for text in drafted.remarks:
        console.print(f"  {text}", markup=False)
    console.print(
        f"{drafted.origin}. Written by a model, checked by nobody; not a medical device.",
        style="dim",
        markup=False,
    )


def _reasons(item: DraftedSentence, texts: dict[str, str]) -> Iterator[str]:
    for link in item.findings:
        yield f"finding: {link.finding} {link.status}, {link.probability:.0%}"
    for place in item.record:
        words = " ".join(texts.get(place.note_id, "")[place.start : place.end].split())
        yield f"record: “{words}”"
    for against in item.contradictions:
        chance = "" if against.probability is None else f", {against.probability:.0%}"
        yield f"but the {against.source} says: {against.name} {against.says}{chance}"


def cost_of(model: object) -> dict[str, Any]:
    """Return what was asked of a server; empty for a model that runs here."""
    from omni_med.models.language.server.model import ServerModel

    if not isinstance(model, ServerModel):
        return {}
    spent = model.spent
    return {
        "requests": spent.requests,
        "tokens_in": spent.tokens_in,
        "tokens_out": spent.tokens_out,
        "cost": round(spent.cost, 6),
    }


def remark_cost(spent: dict[str, Any]) -> None:
    """Say what a server was asked and what it costs, beside the output."""
    if spent:
        remark(
            f"Sent to the server: {spent['requests']} request(s), {spent['tokens_in']} tokens in, "
            f"{spent['tokens_out']} out, cost {spent['cost']:g} at the prices given."
        )
