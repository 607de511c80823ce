"""One console that does not read must not keep anybody else waiting."""

import base64
import os
import select
import socket
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.running import Running, run_server
from tests.support.screen import Screen

LOAD_S = 22.0
SLOW_CLIENT_S = 5.0
BATCHES_PER_S = 40
FRAME_BYTES = 4_000
HEALTHY = 3


def stalled_console(server: Running) -> socket.socket:
    """Completes the handshake, says hello, and never reads a byte."""
    address = urlsplit(server.url)
    stalled = socket.socket()
    stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    stalled.connect((address.hostname, address.port))
    token = server.seat("city2").token
    key = base64.b64encode(os.urandom(16)).decode()
    lines = (
        f"GET /live?token={token} HTTP/1.1",
        f"Host: {address.netloc}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        "",
        "",
    )
    stalled.sendall("\r\n".join(lines).encode())
    select.select([stalled], [], [], 5)  # the handshake was answered; nobody reads the answer
    hello = b'{"type":"hello"}'
    stalled.sendall(bytes([0x81, 0x80 | len(hello), 0, 0, 0, 0]) + hello)
    return stalled


class Listener(threading.Thread):
    """A healthy console that measures its longest silence."""

    def __init__(self, server: Running) -> None:
        super().__init__()
        self.longest_silence_s = 0.0
        self.frames = 0
        self.screen = Screen()
        self._server = server
        self.ended = threading.Event()

    def run(self) -> None:
        with self._server.live("city") as socket:
            self.screen.hello(socket)
            heard_s = time.perf_counter()
            while not self.ended.is_set():
                self.screen.hear(socket.recv(timeout=10))
                now_s = time.perf_counter()
                self.longest_silence_s = max(self.longest_silence_s, now_s - heard_s)
                heard_s = now_s
                self.frames += 1


@pytest.mark.slow
def test_a_console_that_never_reads_is_closed_and_nobody_else_is_kept_waiting(
    tmp_path: Path,
) -> None:
    with run_server(tmp_path, slow_client_s=SLOW_CLIENT_S) as server:
        desk = server.seat("city")
        incident_id = server.call_in(complaint="长" * 1000, address="长" * 300)
        stalled = stalled_console(server)
        listeners = [Listener(server) for _ in range(HEALTHY)]
        for listener in listeners:
            listener.start()
        started_s, closed_s = time.perf_counter(), None
        n = 0
        while (elapsed_s := time.perf_counter() - started_s) < LOAD_S:
            n += 1
            assert desk.patch(f"/incidents/{incident_id}", {"patient_count": n}).status_code == 200
            if closed_s is None and server.system.hub.counters["closed_slow"]:
                closed_s = elapsed_s
            time.sleep(max(0.0, n / BATCHES_PER_S - elapsed_s))
        for listener in listeners:
            listener.ended.set()
        desk.patch(f"/incidents/{incident_id}", {"patient_count": 0})
        for listener in listeners:
            listener.join()
        stalled.close()
        assert len(str(desk.get("/board").content)) > FRAME_BYTES
        assert closed_s is not None, "the stalled console was never closed"
        silences_s = [listener.longest_silence_s for listener in listeners]
        # Whoever waited for the stalled one would have waited until it was given up.
        assert max(silences_s) < SLOW_CLIENT_S, silences_s
        assert min(listener.frames for listener in listeners) >= n
