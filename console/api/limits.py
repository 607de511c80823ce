"""A longest request: nobody can fill the server's memory through an open door."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.problems import problem_response

BODY_BYTES_MAX = 2_000_000


class BodyLimit:
    """Refuses request bodies beyond ``BODY_BYTES_MAX``, announced or not."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what comes in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > BODY_BYTES_MAX:
            await _too_large()(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            # Cut off: what is missing makes the body invalid, and the answer says so.
            return message if received <= BODY_BYTES_MAX else {"type": "http.disconnect"}

        await self._app(scope, counted, send)


def _too_large() -> ASGIApp:
    return problem_response(
        413,
        "too_large",
        f"请求体超过 {BODY_BYTES_MAX} 字节",
        f"the request body is larger than {BODY_BYTES_MAX} bytes",
        remedy="分批发送 / send it in parts",
    )
