"""A line that goes through a valley: everything of one device passes here, and it can be cut.

A browser's own "offline" switch lets a request slip through now and then, above all while a page is
loaded anew. What goes through here is cut for good until it is mended.
"""

import contextlib
import socket
import struct
import threading

CHUNK = 65_536
RESET = struct.pack("ii", 1, 0)
"""Linger for no time: whoever is on the line hears at once that it is gone."""


class Valley:
    """Forwards 127.0.0.1 to a server's port, in threads of its own."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._cut = False
        self._lines: set[socket.socket] = set()
        self._guard = threading.Lock()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._let_in, daemon=True).start()

    def close(self) -> None:
        """Nothing passes any more, and nobody can dial."""
        self.cut()
        _hang_up(self._door)

    def cut(self) -> None:
        """From here on nothing passes; what is under way is lost."""
        with self._guard:
            self._cut = True
            lines, self._lines = self._lines, set()
        for line in lines:
            _hang_up(line)

    def mend(self) -> None:
        """Coverage again; whoever wants to talk has to dial anew."""
        with self._guard:
            self._cut = False

    def _let_in(self) -> None:
        while True:
            try:
                caller, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(caller,), daemon=True).start()

    def _connect(self, caller: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self._to), timeout=10)
        except OSError:
            _hang_up(caller)
            return
        server.settimeout(None)
        with self._guard:
            if self._cut:
                _hang_up(caller)
                _hang_up(server)
                return
            self._lines |= {caller, server}
        back = threading.Thread(target=_carry, args=(server, caller), daemon=True)
        back.start()
        _carry(caller, server)
        back.join()
        with self._guard:
            self._lines -= {caller, server}
        caller.close()
        server.close()


def _carry(heard: socket.socket, told: socket.socket) -> None:
    """One direction, until that side has said its last word."""
    with contextlib.suppress(OSError):
        while data := heard.recv(CHUNK):
            told.sendall(data)
    with contextlib.suppress(OSError):
        told.shutdown(socket.SHUT_WR)


def _hang_up(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()
