"""Questions to an engine's server: bounded in time, in tries and in the size of an answer."""

from typing import TypeVar

import httpx2
import msgspec

from geo.routing.router import RouterNotReady

T = TypeVar("T")

TIMEOUT_S = 2.0
TRIES = 2
ANSWER_BYTES_MAX = 8_000_000
CONNECTIONS_MAX = 4
BUSY = frozenset({429, 502, 503, 504})


class MalformedAnswer(Exception):
    """The server answered, but not what its interface documents: no figure of it is used."""


class Reply(msgspec.Struct, frozen=True):
    """What came back: a refusal of the server's own (4xx) is an answer too."""

    status: int
    body: bytes


class Wire:
    """One server. Any thread may ask; a lost connection is tried once more, then given up."""

    def __init__(self, url: str, timeout_s: float = TIMEOUT_S) -> None:
        self.url = url.rstrip("/")
        # No proxy of the environment: what is asked says where patients are.
        self._client = httpx2.Client(
            base_url=self.url,
            timeout=timeout_s,
            limits=httpx2.Limits(max_connections=CONNECTIONS_MAX),
            trust_env=False,
        )

    def get(self, path: str) -> Reply:
        """Ask by address."""
        return self._ask("GET", path, None)

    def post(self, path: str, question: object) -> Reply:
        """Ask with a JSON body."""
        return self._ask("POST", path, msgspec.json.encode(question))

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _ask(self, method: str, path: str, body: bytes | None) -> Reply:
        """Every question only reads, so that it may be asked twice."""
        trouble = ""
        for _ in range(TRIES):
            try:
                reply = self._once(method, path, body)
            except httpx2.TimeoutException as error:
                raise self._away(type(error).__name__) from error
            except httpx2.HTTPError as error:
                trouble = f"{type(error).__name__}: {error}"
                continue
            if reply.status not in BUSY:
                return reply
            trouble = f"HTTP {reply.status}"
        raise self._away(trouble)

    def _once(self, method: str, path: str, body: bytes | None) -> Reply:
        headers = {"content-type": "application/json"} if body is not None else {}
        with self._client.stream(method, path, content=body, headers=headers) as response:
            received = bytearray()
            for part in response.iter_bytes():
                received += part
                if len(received) > ANSWER_BYTES_MAX:
                    raise MalformedAnswer(
                        f"{self.url}: 回答超过 {ANSWER_BYTES_MAX} 字节 / the answer is too long"
                    )
            return Reply(response.status_code, bytes(received))

    def _away(self, trouble: str) -> RouterNotReady:
        return RouterNotReady(
            f"LIANDONG_ROUTER_URL={self.url} 无应答（{trouble}），请检查该服务 / "
            "no answer from it, check that server"
        )


def read(reply: Reply, kind: type[T]) -> T:
    """The answer in its documented form, or ``MalformedAnswer``."""
    try:
        return msgspec.json.decode(reply.body, type=kind)
    except msgspec.MsgspecError as error:
        start = reply.body[:80].decode(errors="replace")
        raise MalformedAnswer(
            f"HTTP {reply.status}: 回答不合文档（{error}）/ not the documented answer: {start}"
        ) from error
