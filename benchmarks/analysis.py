"""A DICOM file in, a saved analysis out; and the same study again, from the cache.

Films of 2,000 x 2,000 pixels (see films.py), a note of six sentences, everything warm: parsed in
the decode pool, windowed, hashed, judged, encoded, fused, explained by its heat map, sealed, and on
the trail, durably. "cpu" is processor time of this process and its decoder: what is left of the
figure when other programs take the cores.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import films
import psutil
from common import Result

from audit.sealing.keys import MINIMUM_COST
from omni_med.dicom.pool import DecodePool
from omni_med.domain import Note
from omni_med.inference.analyst import Analyst
from omni_med.inference.files import prepare_files
from omni_med.inference.prepare import Prepared
from omni_med.inference.process import InferenceProcess
from omni_med.inference.reading import cut
from omni_med.inference.run import analyze_study, prepare_study
from omni_med.models import registry
from omni_med.models.protocols import ModelBackend, Weights
from omni_med.workspace import Workspace

FILMS = int(os.environ.get("FILMS", "40"))
RUNS = 3
NOTE = (
    "A 58-year-old man came with fever and a dry cough for six days. He has type 2 diabetes and "
    "high blood pressure. He smokes twenty cigarettes a day. Oxygen saturation was 88 percent on "
    "room air. There was no travel and no contact with animals. His white cell count was normal."
)
OTHER_NOTE = "A 41-year-old woman. Cough since yesterday, no fever. Lungs clear on auscultation."
DIALS = (Weights(0.5, 1.0), Weights(1.0, 0.5), Weights(0.8, 0.2), Weights(0.2, 0.8))


@dataclass(frozen=True, slots=True)
class Bench:
    """What the measurements share."""

    workspace: Workspace
    pool: DecodePool
    backend: ModelBackend
    files: tuple[Path, ...]
    studies: tuple[str, ...]


def quantile(values: Sequence[float], share: float) -> float:
    """Return a quantile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def timed(work: Callable[[], object]) -> float:
    """Return milliseconds."""
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1e3


def cpu() -> float:
    """Return processor seconds of this process and its decoder so far."""
    here = psutil.Process()
    used = [process.cpu_times() for process in (here, *here.children(recursive=True))]
    return sum(item.user + item.system for item in used)


def setup(stack: ExitStack) -> Bench:
    """Write the films, import them and attach the note: their analyses are kept with them."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    pool = stack.enter_context(DecodePool(1))
    workspace = stack.enter_context(
        Workspace.create(
            folder / "home", user="bench", passphrase="measured by the bench", kdf=MINIMUM_COST
        )
    )
    (folder / "films").mkdir()
    (folder / "note.txt").write_text(NOTE)
    files, studies = [], []
    for number, film in enumerate(films.pictures(FILMS)):
        files.append(folder / "films" / f"{number}.dcm")
        studies.append(films.write(film, files[-1], number))
    workspace.import_paths(
        [folder / "films"], notes=[folder / "note.txt"], force_notes="benchmark", pool=pool
    )
    backend = registry.get("compact").load()
    return Bench(workspace, pool, backend, tuple(files), tuple(studies))


def from_file(bench: Bench, number: int) -> None:
    """Read one file, answer it with its note, and keep the answer."""
    notes, card = (Note("note", NOTE),), bench.backend.card
    prepared = prepare_files([bench.files[number]], notes, card=card, pool=bench.pool)
    analysis = Analyst(bench.backend).analyze(prepared, study_uid=bench.studies[number])
    bench.workspace.save_analysis(analysis)


def file_to_analysis(bench: Bench) -> list[Result]:
    """Measure the way from a file that was never seen to an analysis that is kept."""
    for number in range(3):
        from_file(bench, number)
    before = cpu()
    numbers = range(len(bench.files))
    runs = [
        [timed(lambda n=number: from_file(bench, n)) for number in numbers] for _ in range(RUNS)
    ]
    used = (cpu() - before) / len(numbers) / RUNS * 1e3
    slow, times = min((quantile(run, 0.95), run) for run in runs)
    middle = statistics.median(times)
    goal = f"p95 <= 100 ms warm, {len(times)} films, best of {RUNS} runs (p50 {middle:.0f} ms)"
    return [
        Result("analysis-file", slow, "ms", "", None, goal, slow <= 100),
        Result("analysis-file-cpu", used, "ms", "", None, "", None),
    ]


def saved_again(bench: Bench) -> list[Result]:
    """Measure the same studies once more with other weights, opened, answered and saved."""
    first, again = [], []
    for number, study in enumerate(bench.studies):
        dial = DIALS[number % len(DIALS)]
        for times, weights in ((first, None), (again, dial)):
            times.append(timed(lambda s=study, w=weights: _analyze(bench, s, w)))
    return [_again("analysis-again-saved", again, first, "opened, other weights, saved", None)]


def _analyze(bench: Bench, study: str, weights: Weights | None) -> None:
    analyze_study(bench.workspace, study, backend=bench.backend, pool=bench.pool, weights=weights)


def at_the_desk(bench: Bench) -> list[Result]:
    """Measure what a reader waits for: a study's first answer, other weights, another note."""
    first, weights, notes = [], [], []
    with InferenceProcess("compact") as process:
        card = process.card()
        for number, study in enumerate(bench.studies):
            held: list[Prepared] = []

            def ask(text: str = "", study: str = study, held: list[Prepared] = held) -> None:
                case = prepare_study(bench.workspace, study, card=card, pool=bench.pool)
                case = _with_note(case, text) if text else case
                answer = process.submit(case)
                answer.result(60)
                held.append(case)
                for key, data in answer.features:
                    bench.workspace.cache(key, data)

            def turn(number: int = number, held: list[Prepared] = held) -> None:
                process.submit(held[0], weights=DIALS[number % len(DIALS)]).result(60)

            first.append(timed(ask))
            weights.append(timed(turn))
            notes.append(timed(lambda: ask(OTHER_NOTE)))
        memory = _memory(process.pid or 0)
    return [
        _again("analysis-again-weights", weights, first, "other weights", 10),
        _again("analysis-again-note", notes, first, "another note", 3),
        *memory,
    ]


def _with_note(case: Prepared, text: str) -> Prepared:
    note = Note("other", text)
    return replace(case, notes=(note,), inputs=replace(case.inputs, sentences=cut(note)))


def _again(
    name: str, again: list[float], first: list[float], what: str, times: int | None
) -> Result:
    value, peer = statistics.median(again), statistics.median(first)
    goal = what if times is None else f">= {times}x faster than the first time: {what}"
    met = None if times is None else peer >= times * value
    return Result(name, value, "ms", "the same study, the first time", peer, goal, met)


def _memory(pid: int) -> list[Result]:
    """Return what the inference process holds after all its answers, and held at most."""
    fields = {}
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name in {"VmRSS", "VmHWM"}:
            fields[name] = int(value.split()[0]) / 1024
    goal = "<= 600 MB for the inference process, at its peak"
    peak = fields["VmHWM"]
    return [
        Result("inference-memory", fields["VmRSS"], "MiB", "", None, "", None),
        Result("inference-memory-peak", peak, "MiB", "", None, goal, peak * 2**20 <= 600e6),
    ]


def start() -> Result:
    """Measure a start of the inference process, from nothing to ready."""
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        with InferenceProcess("compact") as process:
            process.card()
            times.append(time.perf_counter() - begin)
    return Result("inference-start", statistics.median(times), "s", "", None, "", None)


def measure() -> list[Result]:
    """Measure all of it over ``FILMS`` films (environment)."""
    with ExitStack() as stack:
        bench = setup(stack)
        results = [*file_to_analysis(bench), *at_the_desk(bench)]
    with ExitStack() as stack:  # anew: nothing of the films is known
        results += saved_again(setup(stack))
    return [*results, start()]
