"""The hash chain: any later change of an entry, its order or its absence shows.

``hash = sha256(previous hash ‖ JSON [seq, at_ms, kind, incident_id, actor, command_id,
payload_hash in hex])`` with JSON in its shortest form, UTF-8. The payload takes part by its own
hash only, so that it can be erased by law and the chain still be checked, with any language.
"""

from collections.abc import Iterable
from hashlib import sha256

import msgspec

from dispatch.journal.port import Draft, Entry, JournalRefused

_encode = msgspec.json.Encoder().encode


def genesis_hash(journal_id: str) -> bytes:
    """What the first entry is chained to: two journals never share a chain."""
    return sha256(b"liandong journal " + journal_id.encode()).digest()


def link(head: tuple[int, bytes], drafts: Iterable[Draft]) -> list[Entry]:
    """Number the drafts and chain them behind the head; refuses what is no Unicode text."""
    seq, before = head
    entries = []
    for draft in drafts:
        seq += 1
        payload_hash = sha256(draft.payload).digest()
        try:
            before = entry_hash(before, seq, draft, payload_hash)
        except UnicodeEncodeError as error:
            raise JournalRefused(
                f"记录不是有效文本：{error}", f"not valid text: {error}"
            ) from error
        entries.append(
            Entry(
                seq=seq,
                at_ms=draft.at_ms,
                kind=draft.kind,
                incident_id=draft.incident_id,
                actor=draft.actor,
                command_id=draft.command_id,
                payload=draft.payload,
                payload_hash=payload_hash,
                hash=before,
            )
        )
    return entries


def entry_hash(before: bytes, seq: int, entry: Draft | Entry, payload_hash: bytes) -> bytes:
    """The chain value of one entry behind another."""
    fields = (
        seq,
        entry.at_ms,
        entry.kind,
        entry.incident_id,
        entry.actor,
        entry.command_id,
        payload_hash.hex(),
    )
    return sha256(before + _encode(fields)).digest()


def snapshot_checksum(seq: int, board: bytes) -> bytes:
    """Tells a whole snapshot from a damaged or misplaced one."""
    return sha256(str(seq).encode() + b" " + board).digest()
