"""Values in a model's XML and tables, read as data.

JEMSS evaluates these texts as Julia code. Here they are parsed by the few forms that models use:
numbers and arithmetic between them (``8/60/24``), ``true`` and ``false``, names, strings, symbols,
arrays (``[1; 2; 3]``), pairs (``:a => 1``) and, where asked for, distributions
(``truncated(Normal(a, b), 0, Inf)``). Whatever else is there is code, and refused.
"""

import math
import re
from dataclasses import dataclass

TEXT_MAX = 10_000
DEPTH_MAX = 32

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
    r'|(?P<string>v?"[^"\\$`]*")'
    r"|(?P<name>:?[^\W\d]\w*!?)"
    r"|(?P<sign>=>|[-+*/^()\[\],;]))"
)
_CONSTANTS: dict[str, object] = {"true": True, "false": False, "Inf": math.inf, "NaN": math.nan}


class NotALiteral(ValueError):
    """The text is code, or no value at all."""


@dataclass(frozen=True)
class Name:
    """A bare word: a priority, a function that the model chooses by its name."""

    text: str


@dataclass(frozen=True)
class Call:
    """A distribution with its parameters; nothing is ever called."""

    name: str
    arguments: tuple[object, ...]


def literal(text: str, calls: frozenset[str] = frozenset()) -> object:
    """The value of a text; ``calls`` are the words that may stand before brackets."""
    if len(text) > TEXT_MAX:
        raise NotALiteral("too long")
    reader = _Reader(_tokens(text), calls)
    value = reader.pair(0)
    if reader.token is not None:
        raise NotALiteral(reader.token)
    return value


def number(text: str) -> float:
    """A number, possibly written as arithmetic; ``NotALiteral`` for everything else."""
    value = literal(text)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotALiteral(text)
    return float(value)


def _tokens(text: str) -> list[str]:
    tokens, at = [], 0
    text = text.strip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise NotALiteral(text[at : at + 20])
        tokens.append(found.group().strip())
        at = found.end()
    return tokens


class _Reader:
    """Recursive descent over the tokens; every level of brackets counts against the depth."""

    def __init__(self, tokens: list[str], calls: frozenset[str]) -> None:
        self._tokens, self._at, self._calls = tokens, 0, calls

    @property
    def token(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self) -> str:
        if self.token is None:
            raise NotALiteral("ends too soon")
        self._at += 1
        return self._tokens[self._at - 1]

    def pair(self, depth: int) -> object:
        left = self._sum(depth)
        if self.token != "=>":
            return left
        self._take()
        return (left, self._sum(depth))

    def _sum(self, depth: int) -> object:
        value = self._product(depth)
        while self.token in ("+", "-"):
            sign = self._take()
            one, other = _numeric(value), _numeric(self._product(depth))
            value = one + other if sign == "+" else one - other
        return value

    def _product(self, depth: int) -> object:
        value = self._signed(depth)
        while self.token in ("*", "/"):
            sign = self._take()
            one, other = _numeric(value), _numeric(self._signed(depth))
            if sign == "/" and other == 0:
                raise NotALiteral("/ 0")
            value = one * other if sign == "*" else one / other
        return value

    def _signed(self, depth: int) -> object:
        if self.token in ("-", "+"):
            sign = self._take()
            value = _numeric(self._signed(depth))
            return -value if sign == "-" else value
        return self._atom(depth)

    def _atom(self, depth: int) -> object:
        if depth > DEPTH_MAX:
            raise NotALiteral("too deep")
        token = self._take()
        if token == "[":
            return self._items(depth + 1, "]")
        if token == "(":
            value = self.pair(depth + 1)
            if self._take() != ")":
                raise NotALiteral(token)
            return value
        if token[0].isdigit() or (token[0] == "." and len(token) > 1):
            return float(token) if any(c in token for c in ".eE") else int(token)
        if token.endswith('"'):
            return token.removeprefix("v").strip('"')
        if token in _CONSTANTS:
            return _CONSTANTS[token]
        if token[0] == ":" or token[0].isalpha() or token[0] == "_":
            return self._named(token, depth)
        raise NotALiteral(token)

    def _named(self, token: str, depth: int) -> object:
        if self.token not in ("(", "["):
            return Name(token)
        if self.token == "[" or token not in self._calls:
            raise NotALiteral(f"{token}{self.token}")
        self._take()
        return Call(token, tuple(self._items(depth + 1, ")")))

    def _items(self, depth: int, end: str) -> list[object]:
        items: list[object] = []
        while self.token != end:
            items.append(self.pair(depth))
            if self.token in (",", ";"):
                self._take()
            elif self.token != end:
                raise NotALiteral(str(self.token))
        self._take()
        return items


def _numeric(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotALiteral(str(value))
    return value
