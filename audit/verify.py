"""Verification: everything that is kept, against everything that vouches for it."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import select

from audit.catalogue.catalog import Catalog, ObjectRow
from audit.errors import TamperedError, VaultError
from audit.identity.rows import SecurityRows
from audit.sealing.envelope import Binding
from audit.sealing.keys import ClassKey
from audit.sealing.objects import ObjectStore
from audit.sealing.reading import SealedReader
from audit.sealing.rotate import check_versions
from audit.trail.anchor import AnchorFile, check_anchors
from audit.trail.check import ClockSteps, check_trail
from audit.trail.checkpoint import Verifier

WARNING: Final = "warning: "
"""What a check returns begins with this where it holds, but somebody should look."""
_PIECE: Final = 1 << 20
"""Bytes of an object that are held at a time: films may be larger than the memory."""


@dataclass(frozen=True, slots=True)
class Check:
    """One question and its answer.

    Attributes:
        name: What was checked.
        ok: Whether it holds.
        detail: What was counted, or the first break, in words.
        warning: Whether it holds, but somebody should look at it.
    """

    name: str
    ok: bool
    detail: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """All checks."""

    checks: tuple[Check, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Whether all hold."""
        return all(check.ok for check in self.checks)

    @property
    def first_break(self) -> str:
        """The first check that does not hold, in words; empty where all do."""
        return next((f"{item.name}: {item.detail}" for item in self.checks if not item.ok), "")


def verify(
    catalog: Catalog,
    objects: ObjectStore,
    class_key: Callable[[str, int], ClassKey],
    verifier: Verifier,
    *,
    stated: Verifier,
    rows: SecurityRows,
    anchors: AnchorFile | None = None,
    progress: Callable[[int, int], None],
) -> VerifyReport:
    """Check everything; a check that cannot even run has failed.

    Args:
        catalog: The catalogue.
        objects: The files.
        class_key: Gives the keys of a class and version.
        verifier: The trail's public key, derived from the root key.
        stated: The one that stands in the file of key slots.
        rows: Opens what gives rights.
        anchors: Checkpoints kept elsewhere, which the trail must meet.
        progress: Called with (done, total) in objects.
    """
    clock = ClockSteps()
    steps: list[tuple[str, Callable[[], str]]] = [
        ("catalogue", lambda: _catalogue(catalog)),
        ("public key", lambda: _public_key(verifier, stated)),
        ("trail", lambda: check_trail(catalog, verifier, clock)),
    ]
    if anchors is not None:
        steps.append(("anchors", lambda: check_anchors(catalog, verifier, anchors)))
    steps += [
        ("clock", lambda: _clock(clock)),
        ("keys", lambda: _keys(catalog)),
        ("security rows", lambda: _security(catalog, rows)),
        ("object files", lambda: _files(catalog, objects)),
        ("objects", lambda: _objects(catalog, objects, class_key, progress)),
    ]
    return VerifyReport(tuple(run_check(name, step) for name, step in steps))


def run_check(name: str, step: Callable[[], str]) -> Check:
    """Run one check, which returns what it counted or raises what is wrong."""
    try:
        detail = step()
        warning = detail.startswith(WARNING)
        return Check(name, ok=True, detail=detail.removeprefix(WARNING), warning=warning)
    except VaultError as error:
        return Check(name, ok=False, detail=str(error))
    except (TypeError, ValueError) as error:  # a row holds what the program never writes
        return Check(name, ok=False, detail=f"A row cannot be read ({type(error).__name__}).")


def _catalogue(catalog: Catalog) -> str:
    # Twice: the check reads the file itself, which another process may be writing to just now.
    wrong = catalog.integrity() and catalog.integrity()
    if wrong:
        raise TamperedError(f"{len(wrong)} breaks, the first: {wrong[0]}")
    return "every page carries its tag, the structure is sound"


def _public_key(verifier: Verifier, stated: Verifier) -> str:
    if not hmac.compare_digest(verifier.to_text(), stated.to_text()):
        raise TamperedError("The trail's public key was exchanged in the file of key slots.")
    return verifier.to_text()


def _clock(steps: ClockSteps) -> str:
    words = steps.words()
    return f"{WARNING}{words}" if words else "never went backwards"


def _keys(catalog: Catalog) -> str:
    with catalog.read() as session:
        return check_versions(session)


def _security(catalog: Catalog, rows: SecurityRows) -> str:
    with catalog.read() as session:
        return rows.check(session)


def _files(catalog: Catalog, objects: ObjectStore) -> str:
    """Compare the rows with the files, under the write lock so that nothing moves."""
    with catalog.write() as session:
        names = objects.names()
        rows = set(session.scalars(select(ObjectRow.object_id)))
        missing = rows - names
    if missing:
        raise TamperedError(f"{len(missing)} files are gone, the first: {min(missing)[:12]}.")
    left = len(names - rows)
    rest = f"; {left} left by a killed process, swept at the next start" if left else ""
    return f"{len(rows)} rows and their files{rest}"


@dataclass(frozen=True, slots=True)
class Broken:
    """What is wrong with the objects.

    Attributes:
        rows: The objects that are missing or damaged.
        reasons: Why, in the same order.
        total: How many there are.
        size: Bytes of those that are whole.
    """

    rows: tuple[ObjectRow, ...]
    reasons: tuple[str, ...]
    total: int
    size: int


def find_broken(
    catalog: Catalog,
    objects: ObjectStore,
    class_key: Callable[[str, int], ClassKey],
    progress: Callable[[int, int], None],
) -> Broken:
    """Open every object's key and every chunk, and recompute its name from its contents."""
    with catalog.read() as session:
        rows = session.scalars(select(ObjectRow).order_by(ObjectRow.object_id)).all()
    size, broken, reasons = 0, [], []
    progress(0, len(rows))
    for done, row in enumerate(rows, 1):
        try:
            size += check_object(row, objects.path(row.object_id), class_key)
        except (FileNotFoundError, VaultError) as error:
            gone = isinstance(error, FileNotFoundError)
            if not gone or _still_there(catalog, row.object_id):
                broken.append(row)
                reasons.append(
                    f"The file of object {row.object_id[:12]} is gone." if gone else str(error)
                )
        progress(done, len(rows))
    return Broken(tuple(broken), tuple(reasons), len(rows), size)


def _objects(
    catalog: Catalog,
    objects: ObjectStore,
    class_key: Callable[[str, int], ClassKey],
    progress: Callable[[int, int], None],
) -> str:
    found = find_broken(catalog, objects, class_key, progress)
    if found.rows:
        raise TamperedError(
            f"{len(found.rows)} of {found.total} are broken, the first: {found.reasons[0]}"
        )
    return f"{found.total} objects, {found.size} bytes: every key, tag and name"


def check_object(row: ObjectRow, path: Path, class_key: Callable[[str, int], ClassKey]) -> int:
    """Open an object's file, every chunk of it, and recompute its name; return its bytes.

    Raises:
        FileNotFoundError: If there is no file.
        TamperedError: If key, tag or name do not fit.
    """
    keys = class_key(row.kind, row.key_version)
    key = keys.unwrap(row.object_id, row.wrapped)
    naming, buffer = keys.begin_id(row.scope), memoryview(bytearray(_PIECE))
    with SealedReader.open_file(path, key, Binding(row.object_id, row.kind)) as reader:
        for offset in range(0, reader.size, _PIECE):
            naming.update(buffer[: reader.read_into(offset, buffer)])
    if reader.size != row.size or naming.hexdigest() != row.object_id:
        raise TamperedError(f"Object {row.object_id[:12]} does not fit its name.")
    return reader.size


def _still_there(catalog: Catalog, object_id: str) -> bool:
    """Say whether an object's row is still there: others may drop it while we verify."""
    with catalog.read() as session:
        return session.get(ObjectRow, object_id) is not None
