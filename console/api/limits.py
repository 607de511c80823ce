"""A longest request: nobody can fill the server's memory through an open door."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.problems import problem_response
from stations.regionpack.contents import ZIP_BYTES_MAX

BODY_BYTES_MAX = 2_000_000
LARGER = {"/api/admin/pack/import": ZIP_BYTES_MAX, "/api/admin/pack/import/edition": ZIP_BYTES_MAX}
"""Doors through which more may come, by their address: a whole region pack as a zip."""


class BodyLimit:
    """Refuses larger request bodies than a door takes, announced or not."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what comes in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = LARGER.get(scope["path"], BODY_BYTES_MAX)
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > most:
            await _too_large(most)(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            # Cut off: what is missing makes the body invalid, and the answer says so.
            return message if received <= most else {"type": "http.disconnect"}

        await self._app(scope, counted, send)


def _too_large(most: int) -> ASGIApp:
    return problem_response(
        413,
        "too_large",
        f"请求体超过 {most} 字节",
        f"the request body is larger than {most} bytes",
        remedy="分批发送 / send it in parts",
    )
