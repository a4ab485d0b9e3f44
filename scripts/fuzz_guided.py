"""Foreign bytes that find new ways through the decoder by its coverage (atheris, libFuzzer).

    python scripts/fuzz_guided.py [--seconds S] [--data DIR] [--keep DIR] [--seed S]

What a worker of the decode pool does with a file - parse it, decode a frame, list it as an archive
or a DICOMDIR - is done here in one process, instrumented, under the limits of a job. The seeds are
those of ``fuzz.py`` up to 64 KiB and the findings in ``tests/omni_med/dicom/corpus``. A finding is
what the pool would see as a dead worker: a signal, an abort, 25 seconds, or 3 GiB; what is found is
kept in ``--keep``. An exception without a type of its own is counted as ``stopped`` (the worker
answers for it). The exit code is 1 where there was a finding.
"""

# ruff: noqa: PLC0415, SLF001 - what is imported under instrumentation; the worker from inside

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "omni_med" / "dicom" / "corpus"
LARGEST = 64 << 10
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT)]


def write_seeds(folder: Path, data: Path | None) -> int:
    """Write the seeds to a folder; return how many there are."""
    from fuzz import seeds_of

    count = 0
    for seed, _ in seeds_of(data):
        if 132 < len(seed) <= LARGEST:
            (folder / f"seed-{count}").write_bytes(seed)
            count += 1
    for path in sorted(CORPUS.glob("*.bin")):
        (folder / path.name).write_bytes(path.read_bytes())
        count += 1
    return count


def hunt(report: Path, arguments: list[str]) -> None:
    """Fuzz in this process until libFuzzer ends it; write down what came of it now and then."""
    import atheris

    with atheris.instrument_imports(include=["pydicom", "omni_med.dicom"]):
        import pydicom.config

        from omni_med.dicom import worker
    from fuzz import MUTATORS

    from omni_med.dicom.limits import DecodeLimits

    pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE
    limits, outcomes, others = DecodeLimits(), Counter[str](), [b"\0" * 200]
    baseline = worker._address_space() + (2 << 30)  # libFuzzer's own tables grow meanwhile

    def ask(verb: str, data: bytes, **job: Any) -> tuple[dict[str, Any], bytes]:
        handle = os.memfd_create("mutant")
        os.write(handle, data)
        answer, memory = worker._answer({"verb": verb, **job}, handle, limits, baseline)
        found = b""
        if memory is not None:
            if verb == "parse":
                found = os.pread(memory, answer["lengths"][0], 0)
            os.close(memory)
        word = "stopped" if answer.get("message") == worker.STOPPED else answer.get("error", "done")
        outcomes[f"{verb} {word}"] += 1
        return answer, found

    def one(data: bytes) -> None:
        answer, found = ask("parse", data)
        if "error" not in answer:
            instance = {**json.loads(found)["instance"], "pixel_offset": None}  # as a worker's job
            if instance["rows"]:
                ask("decode", data, instance=json.dumps(instance), frames=[0])
        elif data[:2] == b"PK":
            ask("list-archive", data)
        ask("directory", data)
        if sum(outcomes.values()) % 500 < 3:
            report.write_text(json.dumps(outcomes))

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        if seed & 1 or len(data) < 200:
            return bytes(atheris.Mutate(data, most))
        chance, bent = random.Random(seed), bytearray(data)
        chance.choice(MUTATORS)(chance, bent, others)
        others[:] = [*others[-20:], data]
        return bytes(bent[:most])

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    atheris.Setup([sys.argv[0], *arguments], one, custom_mutator=mutate)
    atheris.Fuzz()


def main() -> int:
    """Run as a command: the hunt is a process of its own, since what it finds may end it."""
    parser = argparse.ArgumentParser(description="Guide bent files by the decoder's coverage.")
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    known = os.environ.get("OMNI_MED_TEST_DATA", str(ROOT.parent / "shared" / "data"))
    parser.add_argument("--data", type=Path, default=Path(known))
    parser.add_argument("--keep", type=Path, default=Path("fuzz-findings"))
    parser.add_argument("--hunt", nargs="*", help=argparse.SUPPRESS)
    given, rest = parser.parse_known_args()
    if given.hunt is not None:
        hunt(Path(given.hunt[0]), rest)
        return 0
    try:
        import atheris  # noqa: F401
    except ImportError:
        sys.stdout.write("atheris is not installed here: no guided fuzzing (see pyproject, dev).\n")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        report, seeds = Path(folder, "report"), Path(folder, "seeds")
        seeds.mkdir()
        count, found = write_seeds(seeds, given.data), given.keep.resolve()
        found.mkdir(parents=True, exist_ok=True)
        before = set(found.iterdir())
        flags = [
            f"-max_total_time={given.seconds}", f"-max_len={LARGEST}", "-timeout=25",
            "-rss_limit_mb=3072", f"-seed={given.seed}", f"-artifact_prefix={found}/",
            "-print_final_stats=1", "-verbosity=0", "-close_fd_mask=1", str(seeds),
        ]  # fmt: skip
        began = time.monotonic()
        command = [sys.executable, __file__, "--hunt", str(report), *flags]
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", check=False
        )
        fresh = sorted(path.name for path in set(found.iterdir()) - before)
        outcomes = json.loads(report.read_text()) if report.is_file() else {}
        if not fresh and not any(found.iterdir()):
            found.rmdir()
    stats = [line for line in done.stderr.splitlines() if line.startswith("stat::")]
    summary = {
        "seeds": count,
        "seconds": round(time.monotonic() - began, 1),
        "statistics": dict(line.removeprefix("stat::").split(":") for line in stats),
        "outcomes": outcomes,
        "findings": fresh,
    }
    sys.stdout.write(json.dumps(summary, indent=2) + "\n")
    if done.returncode and not fresh:
        sys.stderr.write(done.stderr[-3000:])
    return 1 if done.returncode or fresh else 0


if __name__ == "__main__":
    sys.exit(main())
