"""The peer of the live hub: what the web framework's own tutorial teaches for live screens.

Every position that comes in is sent at once, as JSON, to every console, one after the other.
"""

import json
import sys
from typing import Any

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect


class ConnectionManager:
    """The tutorial's list of open websockets."""

    def __init__(self) -> None:
        self.active_connections: list[WebSocket] = []

    async def connect(self, websocket: WebSocket) -> None:
        """Take a console in."""
        await websocket.accept()
        self.active_connections.append(websocket)

    def disconnect(self, websocket: WebSocket) -> None:
        """Let a console go."""
        self.active_connections.remove(websocket)

    async def broadcast(self, message: str) -> None:
        """Tell everybody in turn."""
        for connection in list(self.active_connections):
            await connection.send_text(message)


app = FastAPI()
manager = ConnectionManager()


@app.websocket("/live")
async def live(websocket: WebSocket) -> None:
    """A console."""
    await manager.connect(websocket)
    try:
        while True:
            await websocket.receive_text()
    except WebSocketDisconnect:
        manager.disconnect(websocket)


@app.post("/api/fixes")
async def fixes(body: dict[str, list[dict[str, Any]]]) -> dict[str, int]:
    """Positions: each becomes a frame of its own."""
    for fix in body["fixes"]:
        await manager.broadcast(json.dumps({"type": "fix", **fix}))
    return {"accepted": len(body["fixes"])}


@app.post("/api/event")
async def event(body: dict[str, Any]) -> dict[str, bool]:
    """Anything else that happens."""
    await manager.broadcast(json.dumps({"type": "event", **body}))
    return {"ok": True}


if __name__ == "__main__":
    uvicorn.run(
        app,
        port=int(sys.argv[1]),
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        log_level="error",
        access_log=False,
    )
