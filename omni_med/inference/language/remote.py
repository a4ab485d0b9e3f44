"""A server bound to one study: whose record it is, what may leave, and where it is written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from omni_med.domain import Case
from omni_med.emr.pseudonym import Pseudonymizer, identifiers
from omni_med.models.language.server.entry import ServerEntry
from omni_med.models.language.server.guard import Guard, Sent
from omni_med.models.language.server.model import ServerModel
from omni_med.progress import Progress, no_progress

if TYPE_CHECKING:
    from omni_med.models.protocols import BackendFactory

_BURNED_IN: Final = "00280301"
_MOST_HEADERS: Final = 64


class ServerStore(Protocol):
    """What a server bound to a study needs of a workspace."""

    def use_server(self, name: str) -> tuple[ServerEntry, str]:
        """Return a server that is allowed, and its key."""
        ...

    def record_sent(self, study_uid: str, sent: Sent) -> None:
        """Write down what is about to be sent."""
        ...

    def open_case(self, study_uid: str) -> Case:
        """Return the study with its record."""
        ...

    def header(self, sop_instance_uid: str) -> dict[str, Any]:
        """Return an instance's header as DICOM JSON Model."""
        ...


@dataclass(frozen=True, slots=True)
class RemoteSource:
    """A server bound to a study, for whoever opens models: lives in this process only.

    Attributes:
        entry: The server.
        guard: What stands before it.
        key: Of the server.
        language: Of the prompts.
    """

    entry: ServerEntry
    guard: Guard = field(repr=False)
    key: str = field(default="", repr=False)
    language: str = "en"

    @property
    def id(self) -> str:
        """Name of the server."""
        return self.entry.name

    @property
    def sha256(self) -> str:
        """Over address and model."""
        return self.entry.sha256

    @property
    def title(self) -> str:
        """One line for a list."""
        return f"{self.entry.model} at {self.entry.host}"

    @property
    def licence(self) -> str:
        """Nobody here knows it."""
        return "that of the server's operator"

    @property
    def modalities(self) -> tuple[str, ...]:
        """What may be sent."""
        return self.entry.modalities

    def missing(self) -> tuple[str, ...]:
        """Return what this machine lacks for it: nothing, the server computes."""
        return ()

    def open(self, progress: Progress = no_progress) -> ServerModel:
        """Return the connection; nothing is sent yet."""
        progress(1, 1)
        return ServerModel(self.entry, self.key, self.guard)

    def factory(self) -> BackendFactory:
        """Return what makes a backend of it."""
        from omni_med.models.language.backend import LanguageFactory  # noqa: PLC0415 - as used

        return LanguageFactory(self)

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("a server is only asked by the process that writes down what it sends")


def remote_model(
    workspace: ServerStore,
    name: str,
    study_uid: str,
    *,
    language: str = "en",
    keep_corners: bool = False,
) -> RemoteSource:
    """Bind a server to a study.

    Corners of films are blanked unless the header says that nothing is burned in
    (Burned In Annotation (0028,0301) is NO) or the reader says so.

    Args:
        workspace: Where the study is; its trail takes what is sent.
        name: Of the server.
        study_uid: The study.
        language: Of the prompts.
        keep_corners: Leave all films as they are: the reader has looked at them.

    Raises:
        UnknownModelError: If there is no such server.
        ModelUnavailableError: If it is not allowed.
        UnknownStudyError: If there is no such study.
    """
    entry, key = workspace.use_server(name)
    case = workspace.open_case(study_uid)
    headers = dict(_headers(workspace, case))
    instances = {item.sop_instance_uid for item in case.study.instances}
    plain = {uid for uid, header in headers.items() if _is_clean(header)}
    guard = Guard(
        Pseudonymizer(identifiers(case, headers.values())),
        lambda sent: workspace.record_sent(study_uid, sent),
        frozenset(instances if keep_corners else plain),
    )
    return RemoteSource(entry, guard, key, language)


def _headers(workspace: ServerStore, case: Case) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the headers of instances, of a long study of some in each series."""
    for series in case.study.series:
        share = max(2, _MOST_HEADERS // max(1, len(case.study.series)))
        step = max(1, len(series.instances) // share)
        for instance in series.instances[::step]:
            yield instance.sop_instance_uid, workspace.header(instance.sop_instance_uid)


def _is_clean(header: Mapping[str, Any]) -> bool:
    element = header.get(_BURNED_IN)
    values = element.get("Value") if isinstance(element, Mapping) else None
    return values == ["NO"]
