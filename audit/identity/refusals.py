"""Refused log-ins: counted at once, without any key, and put on the trail by the next who gets in.

Who has no pass phrase cannot write to the sealed trail. So refusals wait in a small file in which
each line carries a MAC under a key that is replaced by its hash after every line. The first key
comes from the root, so who opens the vault can check every line; nobody can alter, insert or take
away a line that was written, except by putting back a copy of the file that was made before it.
That the file was removed is found as well.

Source: B. Schneier, J. Kelsey, "Secure audit logs to support computer forensics", 1999 (keys that
evolve).
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from audit.errors import LockedOutError, VaultError
from audit.identity.policy import LOCKED, TRIES
from audit.sealing.keys import RootKey, frame
from audit.sealing.objects import replace_durably

FILE: Final = "refused"
_FORMAT: Final = 2
_KEPT: Final = 1000
_CARRIED: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refused log-in.

    Attributes:
        time: When, ISO 8601.
        user: Under which name.
        what: ``passphrase``, ``code`` (second factor), ``recovery`` or ``locked`` (not even tried).
        carried: Whether the trail knows it already; it still counts.
    """

    time: str
    user: str
    what: str
    carried: bool = False


@dataclass(frozen=True, slots=True)
class _Log:
    epoch: int
    key: bytes
    lines: tuple[tuple[Refusal, str], ...]

    def append(self, refusal: Refusal) -> _Log:
        if len(self.lines) >= _KEPT:
            return self
        line = (refusal, _mac(self.key, refusal))
        return _Log(self.epoch, _next(self.key), (*self.lines, line))

    def to_bytes(self) -> bytes:
        lines = [{**asdict(refusal), "mac": mac} for refusal, mac in self.lines]
        document = {"format": _FORMAT, "epoch": self.epoch, "key": self.key.hex(), "lines": lines}
        return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _mac(key: bytes, refusal: Refusal) -> str:
    values = [refusal.time, refusal.user, refusal.what, refusal.carried]
    return hmac.digest(key, json.dumps(values).encode(), "sha256").hex()[:32]


def _next(key: bytes) -> bytes:
    return hashlib.sha256(frame(b"omni-med/refusals/v1", key)).digest()


def _first(root: RootKey, epoch: int) -> bytes:
    return root.derive("refusals", str(epoch))


def _read(folder: Path) -> _Log | None:
    """Return what the file holds; None where there is none, or what cannot be read."""
    try:
        document = json.loads((folder / FILE).read_bytes())
        lines = tuple((_refusal(item), str(item["mac"])) for item in document["lines"])
        return _Log(int(document["epoch"]), bytes.fromhex(document["key"]), lines)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _refusal(item: dict[str, Any]) -> Refusal:
    datetime.fromisoformat(item["time"])
    return Refusal(item["time"], str(item["user"]), str(item["what"]), bool(item["carried"]))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the vault's folder against other processes that count just now."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def check(folder: Path, user: str, now: datetime) -> None:
    """Refuse a log-in that must wait; the refusal is counted too.

    Raises:
        LockedOutError: If too many before it were refused.
    """
    log = _read(folder)
    until = locked_until([item for item, _ in log.lines], user) if log else None
    if until is not None and now < until:
        note(folder, Refusal(now.isoformat(), user, "locked"))
        minutes = max(1, round((until - now) / timedelta(minutes=1)))
        raise LockedOutError(
            f"{TRIES} log-ins in a row were refused: locked for {minutes} more minutes."
        )


def locked_until(refusals: Iterable[Refusal], user: str) -> datetime | None:
    """Return until when a user is locked, by what was refused since the last log-in."""
    count, until = 0, None
    for item in refusals:
        if item.user != user or item.what == "locked":
            continue
        at = datetime.fromisoformat(item.time)
        if until is not None and at < until:
            continue
        if until is not None:
            count, until = 0, None
        count += 1
        if count >= TRIES:
            until = at + LOCKED
    return until


def note(folder: Path, refusal: Refusal) -> None:
    """Count a refusal, durably; a disk that takes nothing must not hide the refusal itself."""
    try:
        with _alone(folder):
            log = _read(folder)
            if log is not None:
                replace_durably(folder / FILE, log.append(refusal).to_bytes())
    except (OSError, VaultError):
        return


@dataclass(frozen=True, slots=True)
class Taken:
    """What a log-in found.

    Attributes:
        fresh: Refusals that the trail does not know yet.
        carried: Those of other users that still count.
        own: Those of who came, which count only if the door stays shut after all.
        broken: What is wrong with the file, in one word; empty where nothing is.
        epoch: Of the file.
        seen: Lines that were read; what comes later is not lost.
    """

    fresh: tuple[Refusal, ...]
    carried: tuple[Refusal, ...]
    own: tuple[Refusal, ...]
    broken: str
    epoch: int
    seen: int = 0


def take(folder: Path, root: RootKey, expected: int, user: str, now: datetime) -> Taken:
    """Check the file against the root key and say what is in it; nothing is changed.

    Args:
        folder: The vault's folder.
        root: Gives the first key.
        expected: The epoch that the catalogue knows; 0 where there never was a file.
        user: Who got in: what was refused under this name counts no more.
        now: Refusals of others older than a day are forgotten.
    """
    log = _read(folder)
    if log is None:
        return Taken((), (), (), "removed" if expected else "", expected)
    broken = "" if _holds(log, root) and log.epoch == expected else "altered"
    if log.epoch == expected - 1 and _holds(log, root):
        broken = "replaced"
    found = [item for item, _ in log.lines]
    fresh = tuple(item for item in found if not item.carried)
    late = now - _CARRIED
    known = [replace(item, carried=True) for item in found]
    recent = [item for item in known if datetime.fromisoformat(item.time) > late]
    others = tuple(item for item in recent if item.user != user)
    own = tuple(item for item in recent if item.user == user)
    return Taken(fresh, others, own, broken, expected, len(log.lines))


def _holds(log: _Log, root: RootKey) -> bool:
    key = _first(root, log.epoch)
    for refusal, mac in log.lines:
        if not hmac.compare_digest(_mac(key, refusal), mac):
            return False
        key = _next(key)
    return hmac.compare_digest(key, log.key)


def is_clean(taken: Taken, folder: Path) -> bool:
    """Say whether the file can stay as it is."""
    return not taken.fresh and not taken.broken and (folder / FILE).is_file()


def counts(folder: Path, user: str) -> bool:
    """Say whether anything counts against a user."""
    log = _read(folder)
    return log is not None and any(item.user == user for item, _ in log.lines)


def begin(folder: Path, root: RootKey, taken: Taken, carried: Sequence[Refusal]) -> None:
    """Begin a new file, after the trail has taken what was in the old one."""
    epoch = taken.epoch + 1
    with _alone(folder):
        before = _read(folder)
        late = before.lines[taken.seen :] if before else ()
        log = _Log(epoch, _first(root, epoch), ())
        for item in (*carried, *(refusal for refusal, _ in late)):
            log = log.append(item)
        replace_durably(folder / FILE, log.to_bytes())
