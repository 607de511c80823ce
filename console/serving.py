"""Runs the web server around a system until it is told to stop."""

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import Callable
from types import FrameType

import uvicorn

from console.app import create_app
from console.https import encryption
from console.live.protocol import MESSAGE_BYTES_MAX
from console.live.transport import LiveProtocol
from console.system import System

STOP_WITHIN_S = 1
BACKLOG = 512
KEEP_ALIVE_S = 75
"""Gateways and desks ask every few seconds: they keep their connection."""

SWITCH_S = 0.000_5
"""So long a thread may compute while the event loop wants to go on: tracks and roads are worked on
beside it, and at Python's 5 ms each of a call's steps would wait for them."""
COLLECT_EVERY = (50_000, 20, 100)
"""How many more objects there must be before circles are looked for, and how often the older ones
are gone through: most of what comes and goes, positions, cannot be part of one."""


class AddressTaken(Exception):
    """Somebody listens there already, or it is not an address of this machine."""


class Server(uvicorn.Server):
    """Says when it is ready to be used."""

    on_ready: Callable[[], None] | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Being told to stop is no fault: end in order, with code 0. A second Ctrl-C hurries."""
        if self.should_exit and sig == signal.SIGINT:
            self.force_exit = True
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as usual, then tell."""
        await super().startup(sockets)
        if self.started and self.on_ready is not None:
            self.on_ready()


def listen(host: str, port: int) -> socket.socket:
    """Take the address before anything else is done, so that a taken one is told at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
    except OSError as error:
        taken.close()
        raise AddressTaken(str(error)) from error
    return taken


def port_or_any(host: str, port: int) -> int:
    """The port if it is free, else 0 for any: a second demo on one machine still has its door."""
    try:
        listen(host, port).close()
    except AddressTaken:
        return 0
    return port


def make_server(system: System, on_ready: Callable[[], None] | None = None) -> Server:
    """The server of a system. Nothing on the live channel is compressed: its frames are small,
    and a compressor's memory for each console costs more than a room's network saves."""
    config = uvicorn.Config(
        create_app(system),
        http="httptools",
        ws=LiveProtocol,
        ws_max_size=MESSAGE_BYTES_MAX,
        ws_per_message_deflate=False,
        backlog=BACKLOG,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=STOP_WITHIN_S,
        lifespan="on",
        **encryption(system.settings),
    )
    server = Server(config)
    server.on_ready = on_ready
    return server


def serve(
    system: System, listener: socket.socket, on_ready: Callable[[], None] | None = None
) -> None:
    """Serve until SIGTERM or Ctrl-C."""

    def ready() -> None:
        gc.freeze()  # what the server consists of is not gone through again
        if on_ready is not None:
            on_ready()

    server = make_server(system, ready)
    sys.setswitchinterval(SWITCH_S)
    gc.set_threshold(*COLLECT_EVERY)
    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        runner.run(server.serve(sockets=[listener]))
