"""The standard's field tables as data: what stands in a message, in which order and form.

A layout reads and writes a record by the same table, so the two cannot drift apart. Texts that are
no GBK are read with replacement signs: a wrong plate is no reason to lose a position.
"""

from collections.abc import Callable, Mapping
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import msgspec

from stations.protocols.jt808.damage import truncated
from stations.protocols.jt808.header import Dialect

M = TypeVar("M", bound=msgspec.Struct)
Values = Mapping[str, Any]
"""The fields read so far, or all fields of what is written."""


class Reader:
    """Walks through a body; raises ``Damaged`` at its end."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    def take(self, size: int) -> bytes:
        """The next bytes."""
        end = self._at + size
        if end > len(self._body):
            raise truncated(size, len(self._body) - self._at)
        piece = self._body[self._at : end]
        self._at = end
        return piece

    def rest(self) -> bytes:
        """All that is left."""
        return self.take(len(self._body) - self._at)

    @property
    def left(self) -> int:
        """How many bytes are left."""
        return len(self._body) - self._at


class Form(Protocol):
    """How one field stands in a message."""

    def read(self, reader: Reader, values: Values) -> Any:
        """Take it from the body; ``values`` are the fields before it."""

    def write(self, value: Any, values: Values) -> bytes:
        """Its bytes."""


class Number(NamedTuple):
    """An unsigned number, most significant byte first."""

    size: int

    def read(self, reader: Reader, values: Values) -> int:
        """Take it from the body."""
        return int.from_bytes(reader.take(self.size), "big")

    def write(self, value: int, values: Values) -> bytes:
        """Its bytes; ``OverflowError`` when it does not fit."""
        return value.to_bytes(self.size, "big")


BYTE, WORD, DWORD = Number(1), Number(2), Number(4)


class Digits(NamedTuple):
    """Packed decimals (BCD), as their digits; a nibble that is none is kept as a letter."""

    size: int

    def read(self, reader: Reader, values: Values) -> str:
        """Take it from the body."""
        return reader.take(self.size).hex()

    def write(self, value: str, values: Values) -> bytes:
        """Its bytes, filled up with zeros in front."""
        return bytes.fromhex(value.zfill(2 * self.size))


MOMENT, DAY = Digits(6), Digits(4)
"""YYMMDDhhmmss in China's time, and YYYYMMDD."""


class Text(NamedTuple):
    """A GBK text of a fixed size, filled up with zero bytes; some terminals fill in front."""

    size: int

    def read(self, reader: Reader, values: Values) -> str:
        """Take it from the body."""
        return _text(reader.take(self.size))

    def write(self, value: str, values: Values) -> bytes:
        """Its bytes, cut to the size at a whole sign."""
        return gbk(value, self.size).ljust(self.size, b"\0")


class CountedText(NamedTuple):
    """A GBK text with its length in front."""

    counter: Number

    def read(self, reader: Reader, values: Values) -> str:
        """Take it from the body."""
        return _text(reader.take(self.counter.read(reader, values)))

    def write(self, value: str, values: Values) -> bytes:
        """Its bytes."""
        content = gbk(value, 256**self.counter.size - 1)
        return self.counter.write(len(content), values) + content


class RestText(NamedTuple):
    """A GBK text up to the message's end."""

    def read(self, reader: Reader, values: Values) -> str:
        """Take it from the body."""
        return _text(reader.rest())

    def write(self, value: str, values: Values) -> bytes:
        """Its bytes."""
        return gbk(value)


class Rest(NamedTuple):
    """Bytes up to the message's end, as they are."""

    def read(self, reader: Reader, values: Values) -> bytes:
        """Take them from the body."""
        return reader.rest()

    def write(self, value: bytes, values: Values) -> bytes:
        """They themselves."""
        return value


class Given(NamedTuple):
    """A field that is there only when an earlier one says so; otherwise None."""

    condition: Callable[[Values], bool]
    form: Form

    def read(self, reader: Reader, values: Values) -> Any:
        """Take it from the body, if it is there."""
        return self.form.read(reader, values) if self.condition(values) else None

    def write(self, value: Any, values: Values) -> bytes:
        """Its bytes, or none."""
        return self.form.write(value, values) if self.condition(values) else b""


class Items(NamedTuple):
    """A counted list of the same thing: numbers, or records with a layout of their own."""

    counter: Number
    form: Form

    def read(self, reader: Reader, values: Values) -> tuple[Any, ...]:
        """Take them from the body; a count that lies ends at the body's end."""
        return tuple(self.form.read(reader, {}) for _ in range(self.counter.read(reader, values)))

    def write(self, value: tuple[Any, ...], values: Values) -> bytes:
        """Their bytes."""
        count = self.counter.write(len(value), values)
        return count + b"".join(self.form.write(item, {}) for item in value)


class Layout(Generic[M]):
    """A record's fields in the order of the standard's table."""

    def __init__(self, kind: type[M], /, **fields: Form) -> None:
        self.kind: type[M] = kind
        self._fields = fields

    def read(self, reader: Reader, values: Values) -> M:
        """The record, from inside another one."""
        mine: dict[str, Any] = {}
        for name, form in self._fields.items():
            mine[name] = form.read(reader, mine)
        return self.kind(**mine)

    def write(self, value: M, values: Values) -> bytes:
        """The bytes of a record."""
        mine = {name: getattr(value, name) for name in self._fields}
        return b"".join(form.write(mine[name], mine) for name, form in self._fields.items())

    def decode(self, body: bytes) -> M:
        """The message of a body. What a later edition adds behind is left unread."""
        return self.read(Reader(body), {})

    def encode(self, message: M) -> bytes:
        """The body of a message."""
        return self.write(message, {})


class Codec(Protocol):
    """Reads and writes the bodies of one message; a ``Layout``, or something made by hand."""

    @property
    def kind(self) -> type[Any]:
        """The record that the message becomes."""

    def decode(self, body: bytes) -> Any:
        """The message of a body; raises ``Damaged``."""

    def encode(self, message: Any) -> bytes:
        """The body of a message."""


Table = dict[int, dict[Dialect, Codec]]
"""Messages by id, and how each dialect writes them."""


def both(codec: Codec) -> dict[Dialect, Codec]:
    """A message that is the same in both dialects."""
    return dict.fromkeys(Dialect, codec)


def bit(field: str, mask: int) -> Callable[[Values], bool]:
    """The condition that an earlier field has a bit set."""
    return lambda values: bool(values[field] & mask)


def gbk(text: str, size_max: int | None = None) -> bytes:
    """A text's bytes; a sign that GBK lacks becomes ``?``, and no sign is cut in two."""
    content = text.encode("gbk", "replace")
    while size_max is not None and len(content) > size_max:
        text = text[: max(size_max, 0) if len(text) > size_max else -1]
        content = text.encode("gbk", "replace")
    return content


def _text(content: bytes) -> str:
    return content.strip(b"\0").decode("gbk", "replace")
