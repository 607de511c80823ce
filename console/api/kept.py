"""Answers that stay the same while the server runs: encoded and compressed once, then kept."""

import gzip
import hashlib
from typing import Any, Self

import msgspec
from fastapi import Request, Response


class Kept:
    """A large unchanging answer with its ETag, plain and compressed."""

    def __init__(self, content: bytes, media_type: str) -> None:
        self._plain = content
        self._gzip = gzip.compress(content, 6, mtime=0)
        self._media_type = media_type
        self._etag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'

    @classmethod
    def of_json(cls, view: Any, media_type: str = "application/json") -> Self:
        """A view as it is kept."""
        return cls(msgspec.json.encode(view), media_type)

    def respond(self, request: Request) -> Response:
        """The answer, or 304 when the client has it."""
        headers = {
            "ETag": self._etag,
            "Cache-Control": "private, no-cache",
            "Vary": "Accept-Encoding, Cookie, Authorization",
        }
        if self._etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(self._gzip, headers=headers, media_type=self._media_type)
        return Response(self._plain, headers=headers, media_type=self._media_type)
