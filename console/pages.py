"""The console's built screens, and what every answer says to the browser about safety."""

from collections.abc import Sequence
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOLDER = Path(__file__).parent / "static"

_NOT_BUILT = "调度台界面尚未构建，请执行 make web。\nThe screens are not built yet: run make web.\n"

_PAGES = {
    ".": "index.html",
    "crew": "crew.html",
    "station": "station.html",
    "hospital": "hospital.html",
    "offline": "offline.html",
}
"""Addresses of the screens: the desk, the crew's phone, the station. Others are the desk's own."""

EXERCISE_MARK = """<style>
body::before, body::after {
  position: fixed; z-index: 2147483647; pointer-events: none;
  box-sizing: border-box; print-color-adjust: exact;
}
body::before { content: ""; inset: 0; border: 4px dashed #ffd400; }
body::after {
  content: "演练 EXERCISE"; bottom: 0; left: 50%; transform: translateX(-50%); padding: 0 16px;
  background: #ffd400; color: #000; font: 700 13px/18px sans-serif; white-space: nowrap;
}
</style>"""
"""On every page of an exercise, also where it is printed or kept for later (SYS-08)."""

# MapLibre draws in a worker that it starts from a blob, and decodes images from blobs.
_POLICY = (
    "default-src 'self'; worker-src 'self' blob:; child-src blob:; "
    "img-src 'self' data: blob:{outside}; style-src 'self' 'unsafe-inline'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_SAFETY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class Screens(StaticFiles):
    """Serves the built screens; any page address that is no file is the application itself."""

    def __init__(self, folder: Path = FOLDER, *, exercise: bool = False) -> None:
        super().__init__(directory=folder, check_dir=False)
        self._folder, self._index = folder, folder / "index.html"
        self._exercise = exercise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A page or its parts; a websocket at an address that has none is turned away."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["path"].split("/")[1] in ("api", "live"):
            raise HTTPException(404)
        if not self._index.is_file():
            await PlainTextResponse(_NOT_BUILT, 503)(scope, receive, send)
            return
        await super().__call__(scope, receive, send)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file; the application for its own addresses; 404 for a file that is not there."""
        path = _PAGES.get(path, path)
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or "." in path.rsplit("/", 1)[-1]:
                raise
            response = await super().get_response("index.html", scope)
            path = "index.html"
        if self._exercise and path.endswith(".html"):
            # Made anew, never "not modified": the browser may hold the same page without the mark.
            page = (self._folder / path).read_text(encoding="utf-8")
            response = HTMLResponse(page.replace("</head>", f"{EXERCISE_MARK}</head>", 1))
        # A built asset has its content's hash in its name; everything else is asked for anew.
        built = path.startswith("assets/")
        kept = "public, max-age=31536000, immutable" if built else "no-cache"
        response.headers["Cache-Control"] = kept
        return response


class SafetyHeaders:
    """Adds the safety headers to every answer. ``outside`` may be asked for map tiles."""

    def __init__(self, app: ASGIApp, outside: Sequence[str] = ()) -> None:
        self._app = app
        origins = "".join(f" {origin}" for origin in outside)
        policy = _POLICY.format(outside=origins)
        policy += f"; connect-src 'self'{origins}" if origins else ""
        self._headers = {"Content-Security-Policy": policy, **_SAFETY}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, with headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        in_api = scope["path"].startswith("/api/")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if in_api:
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, send_with_headers)
