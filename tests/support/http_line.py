"""One keep-alive connection to a running server, as a desk's program holds it.

Plain ``http.client``: a test that counts every acknowledgement must see every byte of doubt.
"""

import http.client
import json
from collections.abc import Mapping
from time import monotonic
from typing import Any, NamedTuple
from uuid import uuid4

IDLE_S_MAX = 3.0
"""The server hangs up after five idle seconds; whoever speaks then speaks into the void."""

BROKEN = (OSError, http.client.HTTPException)
"""What a call raises when nobody can tell whether the server heard it."""


class Reply(NamedTuple):
    """A whole answer: status and decoded body."""

    status: int
    body: Any

    @property
    def ok(self) -> bool:
        """Whether the server acknowledged."""
        return 200 <= self.status < 300


class HttpLine:
    """Not shared between threads."""

    def __init__(self, port: int, token: str = "", timeout_s: float = 10.0) -> None:
        self.token = token
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout_s)
        self._used_s = monotonic()

    def login(self, username: str, password: str) -> None:
        """Start a session; its token goes with every later request."""
        reply = self.post("/api/session", {"username": username, "password": password})
        assert reply.ok, reply.body
        self.token = reply.body["token"]

    def get(self, path: str) -> Reply:
        """Ask."""
        return self._send("GET", path, None, {})

    def post(self, path: str, body: Mapping[str, Any] | None = None, key: str = "") -> Reply:
        """Wish; every wish has a key, and repeating it with the same key is the same wish."""
        headers = {"Idempotency-Key": key or uuid4().hex, "Content-Type": "application/json"}
        return self._send("POST", path, json.dumps(body or {}), headers)

    def close(self) -> None:
        """Hang up; the next request connects anew."""
        self._connection.close()

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Reply:
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if monotonic() - self._used_s > IDLE_S_MAX:
            self._connection.close()
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            read = response.read()
        except BROKEN:
            self._connection.close()
            raise
        self._used_s = monotonic()
        json_body = "json" in response.headers.get("Content-Type", "")
        return Reply(response.status, json.loads(read) if json_body else read)
