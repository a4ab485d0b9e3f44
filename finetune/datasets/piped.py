"""Films that another process reads: who teaches or measures for a window holds no key.

The child asks, the parent, whose workspace is open, reads and prepares; pixels go over the pipe and
never to disk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Final

from finetune.datasets.dataset import Sample
from finetune.datasets.films import Films, Known, Picture
from omni_med.errors import DicomError
from omni_med.inference.prepare import Prepared
from omni_med.models.protocols import ModelCard

FILM: Final = "film"
"""What a question over the pipe begins with."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The answer where a film cannot be read."""

    message: str


class PipedFilms:
    """Films that the process at the other end of a pipe reads."""

    def __init__(self, pipe: Connection, *, is_sealed: bool) -> None:
        """Ask over ``pipe``."""
        self._pipe = pipe
        self.is_sealed = is_sealed

    def picture(self, sample: Sample) -> Picture | None:
        """Return the film of a case; None without one.

        Raises:
            DicomError: If it cannot be read.
        """
        found: Picture | None = self._ask("picture", sample)
        return found

    def prepared(self, sample: Sample, card: ModelCard) -> Prepared:
        """Return a case as the model takes it; raises as ``picture``."""
        found: Prepared = self._ask("prepared", sample, card)
        return found

    def digest(self, sample: Sample) -> str:
        """Return the first 16 hexadecimal digits of SHA-256 over the film's file; empty without."""
        found: str = self._ask("digest", sample)
        return found

    def known(self, sample: Sample) -> Known:
        """Return by what a case is known; raises as ``picture``."""
        found: Known = self._ask("known", sample)
        return found

    def _ask(self, what: str, *given: object) -> Any:
        self._pipe.send((FILM, what, *given))
        answer = self._pipe.recv()
        if isinstance(answer, Refused):
            raise DicomError(answer.message)
        return answer


def answer_of(films: Films, what: str, *given: Any) -> object:
    """Return what the parent answers; only what ``PipedFilms`` asks for."""
    asked: dict[str, Callable[..., object]] = {
        "picture": films.picture,
        "prepared": films.prepared,
        "digest": films.digest,
        "known": films.known,
    }
    try:
        return asked[what](*given)
    except DicomError as error:
        return Refused(str(error))
    except OSError:
        return Refused("The file cannot be read.")
