"""Where the chain stood, written outside the database, so that rewriting all of it shows too.

The anchor file is plain text, one line per anchoring: ``seq hash-in-hex at_ms``. It belongs on
another disk or machine than the database; whoever can change both is beyond this file's help.
"""

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import msgspec

from dispatch.journal.chain import entry_hash, genesis_hash
from dispatch.journal.port import Entry, Journal, JournalCorrupt

_CHUNK = 1_000


class Flaw(msgspec.Struct, frozen=True):
    """The first journal number at which something does not hold, and what."""

    seq: int
    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh} / {self.en}"


def write_anchor(path: Path, head: tuple[int, bytes], at_ms: int) -> None:
    """Note the head of the chain; on disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torn = path.exists() and not path.read_bytes().endswith(b"\n") and path.stat().st_size > 0
    with path.open("a", encoding="ascii") as file:
        file.write(f"{chr(10) if torn else ''}{head[0]} {head[1].hex()} {at_ms}\n")
        file.flush()
        os.fsync(file.fileno())


def read_anchors(path: Path) -> dict[int, bytes]:
    """The noted heads by journal number; a line torn by a power cut is passed over."""
    anchors: dict[int, bytes] = {}
    for line in path.read_text(encoding="ascii", errors="replace").splitlines():
        try:
            seq, digest, _at_ms = line.split()
            number, value = int(seq), bytes.fromhex(digest)
        except ValueError:
            continue
        if len(value) != sha256().digest_size:
            continue
        if anchors.setdefault(number, value) != value:
            raise JournalCorrupt(
                f"锚点文件 {path} 对第 {number} 条有两个不同的值；请查明谁改过它",
                f"anchor file {path} gives entry {number} two values; find out who changed it",
            )
    return anchors


def verify(journal: Journal, anchor_file: Path | None = None) -> Flaw | None:
    """Check every entry, the chain between them and the anchors; None when all of it holds."""
    anchors = read_anchors(anchor_file) if anchor_file and anchor_file.exists() else {}
    seq, before = 0, genesis_hash(journal.journal_id)
    for entry in _entries(journal):
        flaw = _check(entry, seq + 1, before) or _check_anchor(entry.seq, entry.hash, anchors)
        if flaw is not None:
            return flaw
        seq, before = entry.seq, entry.hash
    beyond = min((number for number in anchors if number > seq), default=None)
    if beyond is None:
        return _check_anchor(0, genesis_hash(journal.journal_id), anchors)
    return Flaw(
        seq + 1,
        f"日志只到第 {seq} 条，锚点记到第 {beyond} 条：尾部被截去",
        f"the journal ends at {seq} but entry {beyond} was anchored: its tail was cut off",
    )


def _entries(journal: Journal) -> Iterator[Entry]:
    seq = 0
    while entries := journal.read(seq, _CHUNK):
        yield from entries
        seq = entries[-1].seq


def _check(entry: Entry, expected: int, before: bytes) -> Flaw | None:
    if entry.seq != expected:
        return Flaw(expected, f"第 {expected} 条缺失", f"entry {expected} is missing")
    if not entry.erased and sha256(entry.payload).digest() != entry.payload_hash:
        return Flaw(
            expected,
            f"第 {expected} 条的内容被改动",
            f"the payload of entry {expected} was changed",
        )
    if entry_hash(before, entry.seq, entry, entry.payload_hash) != entry.hash:
        return Flaw(
            expected,
            f"第 {expected} 条与上一条的链接不成立：它或它前面的记录被改动",
            f"entry {expected} does not chain to the one before: it or one before was changed",
        )
    return None


def _check_anchor(seq: int, found: bytes, anchors: dict[int, bytes]) -> Flaw | None:
    if anchors.get(seq, found) == found:
        return None
    return Flaw(
        seq,
        f"第 {seq} 条与锚点不符：日志被整体改写",
        f"entry {seq} differs from its anchor: the journal was rewritten",
    )
