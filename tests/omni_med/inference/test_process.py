"""The inference process: answers by id, survives its death, ends with its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from concurrent.futures import wait

import psutil
import pytest

from omni_med.errors import (
    CancelledError,
    InferenceDiedError,
    ModelError,
    ModelUnavailableError,
    ReplayError,
    UnknownModelError,
)
from omni_med.inference.analyst import Analyst
from omni_med.inference.child import Failed
from omni_med.inference.known import KnownImage
from omni_med.inference.prepare import Prepared, assemble
from omni_med.inference.process import InferenceProcess
from omni_med.models.fake import FakeBackend
from omni_med.models.protocols import ImageInput, Weights
from omni_med.models.samples import chest_film

WAIT = 60.0


def prepared(seed: int = 0) -> Prepared:
    return assemble(FakeBackend().card, [ImageInput(f"image-{seed}", chest_film(seed=seed))], [])


@pytest.fixture(scope="module")
def child() -> Iterator[InferenceProcess]:
    with InferenceProcess("fake") as process:
        process.card(WAIT)
        yield process


def test_the_card_comes_from_the_child(child: InferenceProcess) -> None:
    assert child.card(WAIT).id == "fake"
    assert child.pid not in (None, os.getpid())


def test_the_answer_is_that_of_an_analyst_here(child: InferenceProcess) -> None:
    dial = Weights(image=0.4)
    there = child.submit(prepared(), study_uid="1.2", weights=dial).result(WAIT)
    here = Analyst(FakeBackend()).analyze(prepared(), study_uid="1.2", weights=dial)
    assert there.findings == here.findings
    assert there.heat_maps == here.heat_maps
    assert there.provenance == here.provenance


def test_asked_again_it_gets_no_pixels_and_answers_the_same(
    child: InferenceProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, sent = prepared(11), []
    first = child.submit(case)
    assert first.result(WAIT).findings
    assert first.features
    send = child._send
    monkeypatch.setattr(child, "_send", lambda message: (sent.append(message), send(message)))
    dial = Weights(image=0.3)
    again = child.submit(case, weights=dial)
    here = Analyst(FakeBackend()).analyze(case, weights=dial)
    assert again.result(WAIT).findings == here.findings
    assert again.result(WAIT).provenance == here.provenance
    assert again.features == ()
    assert [type(image) for image in sent[0].prepared.inputs.images] == [KnownImage]


def test_requests_are_numbered_and_each_gets_its_own_answer(child: InferenceProcess) -> None:
    futures = [child.submit(prepared(seed)) for seed in range(6)]
    numbers = [future.request_id for future in futures]
    assert numbers == sorted(set(numbers))
    for seed, future in enumerate(futures):
        assert future.result(WAIT).provenance.images == (f"image-{seed}",)


def test_an_error_inside_is_told_and_the_child_goes_on(child: InferenceProcess) -> None:
    pid = child.pid
    with pytest.raises(ModelError, match="failed inside \\(ValueError\\)"):
        child.submit(prepared(), mode="serial").result(WAIT)
    assert child.submit(prepared()).result(WAIT).findings
    assert child.pid == pid


def test_a_cancelled_request_fails_at_once(child: InferenceProcess) -> None:
    futures = [child.submit(prepared(seed)) for seed in range(10)]
    child.cancel(futures[-1].request_id)
    with pytest.raises(CancelledError):
        futures[-1].result(0)
    child.cancel(futures[-1].request_id)  # once more does no harm
    assert all(future.result(WAIT).findings for future in futures[:-1])


def test_a_killed_child_fails_one_request_and_is_started_again() -> None:
    with InferenceProcess("fake") as process:
        process.card(WAIT)
        pid = process.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)  # so that requests are under way when it dies
        futures = [process.submit(prepared(seed)) for seed in range(3)]
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(InferenceDiedError, match="ended before it answered"):
            futures[0].result(WAIT)
        assert all(future.result(WAIT).findings for future in futures[1:])
        assert process.pid != pid


def test_ctrl_c_on_the_terminal_is_the_parents_to_answer(child: InferenceProcess) -> None:
    child.card(WAIT)
    pid = child.pid
    os.kill(pid or 0, signal.SIGINT)  # a terminal sends it to the whole group
    assert child.submit(prepared()).result(WAIT).findings
    assert child.pid == pid


def test_a_model_that_is_not_there_fails_what_waits() -> None:
    with InferenceProcess("no-such-model") as process:
        future = process.submit(prepared())
        with pytest.raises(UnknownModelError, match="no-such-model"):
            future.result(WAIT)
        with pytest.raises(UnknownModelError):
            process.card(WAIT)


def test_closing_ends_the_child_and_what_waits() -> None:
    process = InferenceProcess("fake")
    future = process.submit(prepared())
    pid = process.pid
    process.close()
    assert wait([future], WAIT).done
    assert not psutil.pid_exists(pid or 0)
    with pytest.raises(ModelError, match="closed"):
        process.submit(prepared())


def test_the_child_ends_with_its_parent() -> None:
    script = textwrap.dedent(
        """
        import os, sys
        from omni_med.inference.process import InferenceProcess
        if __name__ == "__main__":
            process = InferenceProcess("fake")
            process.card(60)
            print(process.pid, flush=True)
            sys.stdin.read()
        """
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        orphan = psutil.Process(pid)
        parent.kill()
        psutil.wait_procs([orphan], timeout=20)
        gone = not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE
        assert gone


@pytest.mark.parametrize(
    ("kind", "raised"),
    [
        ("ModelUnavailableError", ModelUnavailableError),
        ("ReplayError", ReplayError),
        ("DamagedRecordError", ModelError),  # takes other arguments: told as a ModelError
        ("KeyError", ModelError),
        ("OmniMedError", Exception),
    ],
)
def test_errors_keep_their_class_message_and_hint(kind: str, raised: type[Exception]) -> None:
    error = Failed(1, kind, "What happened.", "What to do.").error()
    assert isinstance(error, raised)
    assert str(error) == "What happened."
    assert error.hint == "What to do."


def test_starting_twice_keeps_the_child() -> None:
    with InferenceProcess("fake") as process:
        pid = process.pid
        process.start()
        assert process.pid == pid
