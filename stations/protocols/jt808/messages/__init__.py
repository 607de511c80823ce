"""The messages (消息) of JT/T 808: records, and their layouts in each dialect."""

from collections.abc import Iterable
from typing import Any

import msgspec

from stations.protocols.jt808.damage import Damaged
from stations.protocols.jt808.header import Dialect
from stations.protocols.jt808.layout import Codec, Table
from stations.protocols.jt808.messages import (
    alarms,
    areas,
    control,
    crew,
    general,
    locations,
    parameters,
    parts,
    registration,
    transparent,
)


def _all(tables: Iterable[Table]) -> dict[tuple[int, Dialect], Codec]:
    return {
        (message_id, dialect): codec
        for table in tables
        for message_id, by_dialect in table.items()
        for dialect, codec in by_dialect.items()
    }


CODECS = _all(
    (
        general.TABLE,
        registration.TABLE,
        locations.TABLE,
        parameters.TABLE,
        crew.TABLE,
        control.TABLE,
        areas.TABLE,
        transparent.TABLE,
        parts.TABLE,
        alarms.TABLE,
    )
)
"""By message id and dialect; what a dialect does not know is not in it."""

_IDS = {codec.kind: message_id for (message_id, _), codec in CODECS.items()}


def decode_body(message_id: int, dialect: Dialect, body: bytes) -> Any:
    """The message of a body; raises ``Damaged``, also for a message that is not known."""
    codec = CODECS.get((message_id, dialect))
    if codec is None:
        raise Damaged(
            "unknown_message", f"不支持消息 {message_id:#06x}", f"no message {message_id:#06x}"
        )
    return codec.decode(body)


def encode_body(message: msgspec.Struct, dialect: Dialect) -> tuple[int, bytes]:
    """The id and body of a message; ``KeyError`` when the dialect does not know it."""
    message_id = _IDS[type(message)]
    return message_id, CODECS[message_id, dialect].encode(message)
