"""Bends what is stored, thousands of times: every bend is found, and the controls are not.

    tamper.py [ENVELOPES] [TRAILS]

Envelopes are flipped, cut, lengthened, their chunks swapped, and pieces of other envelopes of the
same key spliced in. Trails are attacked in 14 ways, from an edited row to a history rewritten with
the stolen signing key, each as often as is said: with the anchor all must be found; without it
those of the stolen key, and a tail cut at a checkpoint, must be missed. Where the package
``cryptography_vectors`` is installed, NIST's vectors of AES-GCM are tried first.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]

from cryptography.exceptions import InvalidTag  # noqa: E402
from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: E402
from sqlalchemy import delete  # noqa: E402

from audit.catalogue.catalog import CheckpointRow, TrailRow  # noqa: E402
from audit.errors import TamperedError, VaultError  # noqa: E402
from audit.sealing.envelope import Binding, seal  # noqa: E402
from audit.sealing.keys import MINIMUM_COST  # noqa: E402
from audit.sealing.reading import SealedReader  # noqa: E402
from audit.trail import Event  # noqa: E402
from audit.trail.anchor import AnchorFile, check_anchors  # noqa: E402
from audit.trail.check import ClockSteps, check_trail  # noqa: E402
from audit.trail.checkpoint import Checkpoint, Signer  # noqa: E402
from audit.trail.merkle import Frontier  # noqa: E402
from audit.vault import Vault  # noqa: E402

MEMORY = Path("/dev/shm")  # noqa: S108 - nothing here waits for a disk
SIZES = (0, 1, 1000, 65_536, 65_537, 200_000)
Leaves = list[bytes]


def vectors() -> tuple[int, int, int]:
    """Try NIST's AES-GCM vectors (CAVP); return right answers, wrong ones, and those left out.

    Left out are tags below 16 bytes and nonces that the library refuses.
    """
    spec = importlib.util.find_spec("cryptography_vectors")
    if spec is None or spec.origin is None:
        return 0, 0, 0
    folder = Path(spec.origin).parent / "ciphers" / "AES" / "GCM"
    right = wrong = out = 0
    for file in sorted(folder.glob("gcmDecrypt*.rsp")):
        for block in file.read_text().split("\n\n"):
            lines = [line.partition("=") for line in block.splitlines()]
            found = {name.strip(): value.strip() for name, _, value in lines}
            if "Count" not in found:
                continue
            values = {
                name: bytes.fromhex(found[name]) for name in ("Key", "IV", "CT", "AAD", "Tag")
            }
            if len(values["Tag"]) != 16 or not 8 <= len(values["IV"]) <= 128:
                out += 1
                continue
            try:
                sealed = values["CT"] + values["Tag"]
                plain = AESGCM(values["Key"]).decrypt(values["IV"], sealed, values["AAD"])
                good = "FAIL" not in block and plain == bytes.fromhex(found.get("PT", ""))
            except InvalidTag:
                good = "FAIL" in block
            right, wrong = right + good, wrong + (not good)
    return right, wrong, out


def bend(chance: random.Random, sealed: bytes, other: bytes) -> tuple[str, bytes]:
    """Return what was done, and the bent envelope."""
    what, data = chance.choice(("flip", "cut", "lengthen", "swap", "splice")), bytearray(sealed)
    if what == "swap" and len(data) < 2 * 65_552 + 80:
        what = "splice"  # of one chunk there is nothing to swap
    if what == "flip":
        bit = chance.randrange(8 * len(data))
        data[bit // 8] ^= 1 << bit % 8
    elif what == "cut":
        del data[chance.randrange(len(data)) :]
    elif what == "lengthen":
        data += os.urandom(chance.choice((1, 16, 65_552)))
    elif what == "swap":
        data[80 : 80 + 65_552], data[80 + 65_552 : 80 + 131_104] = (
            data[80 + 65_552 : 80 + 131_104],
            data[80 : 80 + 65_552],
        )
    else:
        at = chance.randrange(len(data))
        data[at : at + chance.randint(1, 70_000)] = other[at : at + chance.randint(1, 70_000)]
    return what, bytes(data)


def envelopes(count: int) -> tuple[Counter[str], list[str]]:
    """Bend envelopes; return how often each way, and what was not found."""
    chance, tried, missed, key = random.Random(1), Counter[str](), [], os.urandom(32)
    binding = Binding("ab" * 32, "instance")
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        path = Path(folder, "bent")
        plains = [os.urandom(size) for size in SIZES]
        pairs = [(bytes(seal(key, binding, p)), bytes(seal(key, binding, p)), p) for p in plains]
        for sealed, _, plain in pairs:  # the control: what is not bent opens
            path.write_bytes(sealed)
            with SealedReader.open_file(path, key, binding) as reader:
                if reader.read() != plain:
                    missed.append("a sound envelope does not open")
        for number in range(count):
            sealed, other, _ = chance.choice(pairs)
            what, bent = bend(chance, sealed, other)
            if bent in {sealed, other}:
                continue
            tried[what] += 1
            path.write_bytes(bent)
            try:
                with SealedReader.open_file(path, key, binding) as reader:
                    reader.read()
                missed.append(f"{what}, number {number}")
            except VaultError:
                continue
    return tried, missed


class Trail:
    """A vault's trail that is bent and put back."""

    def __init__(self, vault: Vault) -> None:
        """Remember the trail as it is; an anchor of it was made."""
        self.vault, self.parts = vault, vault.parts
        self.signer = vault.parts.signer
        with vault.look() as session:
            self.rows = [(row.sequence, row.subject, row.leaf) for row in session.query(TrailRow)]
            notes = session.query(CheckpointRow).order_by(CheckpointRow.size)
            self.notes = [(row.size, row.note, row.frontier) for row in notes]
        self.anchors = AnchorFile((self.notes[-1][1],), 0, cut=False)

    def put(self, rows: list[tuple[int, str, bytes]], notes: list[tuple[int, str, bytes]]) -> None:
        """Write these in the place of what is there."""
        with self.parts.catalog.write() as session:
            session.execute(delete(CheckpointRow))
            session.execute(delete(TrailRow))
            session.add_all(TrailRow(sequence=n, subject=s, leaf=leaf) for n, s, leaf in rows)
            session.add_all(CheckpointRow(size=n, note=t, frontier=f) for n, t, f in notes)
            session.commit()

    def signed(self, leaves: Leaves, signer: Signer) -> None:
        """Write a history of these leaves, numbered and signed anew."""
        tree, rows = Frontier(), []
        for place, leaf in enumerate(leaves):
            document = json.loads(leaf) | {"sequence": place}
            text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            rows.append((place, document["subject"], text.encode()))
            tree.append(text.encode())
        note = signer.sign(Checkpoint(self.signer.name, tree.size, tree.root()))
        self.put(rows, [(tree.size, note, tree.to_bytes())])

    def found(self) -> tuple[bool, bool]:
        """Say whether the trail is found bent by itself, and with the anchor."""
        verifier = self.signer.verifier()
        try:
            check_trail(self.parts.catalog, verifier, ClockSteps())
        except (TamperedError, TypeError, ValueError):
            return True, True
        try:
            check_anchors(self.parts.catalog, verifier, self.anchors)
        except TamperedError:
            return False, True
        return False, False


Attack = Callable[[Trail, random.Random], None]


def _edited(trail: Trail, chance: random.Random) -> Leaves:
    leaves = [leaf for _, _, leaf in trail.rows]
    at = chance.randrange(len(leaves))
    leaves[at] = leaves[at].replace(b'"user":"ada"', b'"user":"eve"')
    return leaves


def _deleted(trail: Trail, chance: random.Random) -> Leaves:
    leaves = [leaf for _, _, leaf in trail.rows]
    del leaves[chance.randrange(len(leaves))]
    return leaves


def _inserted(trail: Trail, chance: random.Random) -> Leaves:
    leaves = [leaf for _, _, leaf in trail.rows]
    # Not before the last: a copy of it there would be an entry more after the anchor, no bend.
    leaves.insert(chance.randrange(len(leaves) - 1), chance.choice(leaves))
    return leaves


def _replaced(trail: Trail, chance: random.Random) -> Leaves:
    leaves = [leaf for _, _, leaf in trail.rows]
    return [chance.choice(leaves) for _ in leaves]


def _reordered(trail: Trail, chance: random.Random) -> Leaves:
    leaves = [leaf for _, _, leaf in trail.rows]
    at = chance.randrange(len(leaves) - 1)
    leaves[at], leaves[at + 1] = leaves[at + 1], leaves[at]
    return leaves


def _rows(change: Callable[[Trail, random.Random], Leaves]) -> Attack:
    def attack(trail: Trail, chance: random.Random) -> None:
        rows = [
            (place, json.loads(leaf)["subject"], leaf)
            for place, leaf in enumerate(change(trail, chance))
        ]
        trail.put(rows, trail.notes)

    return attack


def _stolen(change: Callable[[Trail, random.Random], Leaves]) -> Attack:
    return lambda trail, chance: trail.signed(change(trail, chance), trail.signer)


def _clock(trail: Trail, chance: random.Random) -> None:
    place = chance.randrange(len(trail.rows))
    rows = list(trail.rows)
    year = str(chance.randint(1990, 2019)).encode()
    at = rows[place][2].rindex(b'"time":"') + 8
    bent = rows[place][2][:at] + year + rows[place][2][at + 4 :]
    rows[place] = (*rows[place][:2], bent)
    trail.put(rows, trail.notes)


def _own_key(trail: Trail, chance: random.Random) -> None:
    trail.signed(_edited(trail, chance), Signer(trail.signer.name, os.urandom(32)))


def _old_signature(trail: Trail, chance: random.Random) -> None:
    trail.signed(_edited(trail, chance), trail.signer)
    with trail.parts.catalog.write() as session:
        row = session.query(CheckpointRow).one()
        body, signature = row.note.partition("\n\n")[0], trail.notes[-1][1].partition("\n\n")[2]
        row.note = f"{body}\n\n{signature}"
        session.commit()


def _drop_checkpoint(trail: Trail, _chance: random.Random) -> None:
    trail.put(trail.rows, trail.notes[:-1])


def _truncate(trail: Trail, chance: random.Random) -> None:
    kept = chance.randrange(1, len(trail.notes))
    size = trail.notes[kept - 1][0]
    trail.put(trail.rows[:size], trail.notes[:kept])


ATTACKS: dict[str, tuple[Attack, bool]] = {
    "row edited": (_rows(_edited), True),
    "row deleted": (_rows(_deleted), True),
    "row inserted": (_rows(_inserted), True),
    "rows reordered": (_rows(_reordered), True),
    "clock set back in a row": (_clock, True),
    "edited, signed with another key": (_own_key, True),
    "edited, old signature kept": (_old_signature, True),
    "last checkpoint dropped": (_drop_checkpoint, True),
    "cut at a checkpoint": (_truncate, False),
    "stolen key: edited": (_stolen(_edited), False),
    "stolen key: deleted": (_stolen(_deleted), False),
    "stolen key: inserted": (_stolen(_inserted), False),
    "stolen key: replaced": (_stolen(_replaced), False),
    "stolen key: reordered": (_stolen(_reordered), False),
}
"""Each attack, and whether it is found without an anchor."""


def trails(count: int) -> list[str]:
    """Attack a trail in each way so often; return what did not go as it must."""
    wrong = []
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        home = Path(folder, "home")
        words = "bend it"
        with Vault.create(home, user="ada", passphrase=words, kdf=MINIMUM_COST) as vault:
            for number in range(20):
                with vault.act(Event("study.open", f"1.2.{number}", {"count": number})):
                    pass
            trail, chance = Trail(vault), random.Random(1)
            if trail.found() != (False, False):
                return ["a sound trail is found bent"]
            for name, (attack, alone) in ATTACKS.items():
                seen = Counter[tuple[bool, bool]]()
                for _ in range(count):
                    attack(trail, chance)
                    seen[trail.found()] += 1
                trail.put(trail.rows, trail.notes)
                if seen != {(alone, True): count}:
                    wrong.append(f"{name}: {dict(seen)} (alone, with the anchor)")
    return wrong


def main() -> int:
    """Run all; exit 1 where a bend was missed, or a control found what it must miss."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    each = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    right, bad, out = vectors()
    if right or bad:
        print(f"NIST CAVP AES-GCM: {right} right, {bad} wrong, {out} of other tag or nonce sizes")
    else:
        print("NIST CAVP AES-GCM: not tried (pip install cryptography-vectors)")
    began = time.monotonic()
    tried, missed = envelopes(count)
    print(f"envelopes: {sum(tried.values())} bent in {time.monotonic() - began:.0f} s, "
          f"{len(missed)} not found {missed[:1] or ''}; {dict(sorted(tried.items()))}")  # fmt: skip
    began = time.monotonic()
    wrong = trails(each)
    print(f"trails: {len(ATTACKS)} attacks, {each} times each in {time.monotonic() - began:.0f} s; "
          f"{len(wrong)} went otherwise than they must")  # fmt: skip
    for line in wrong:
        print(f"    {line}")
    return 1 if bad or missed or wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
