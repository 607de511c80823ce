"""The server as its users run it: a process of its own, started, watched, stopped or killed."""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any, Self

READY_WITHIN_S = 90.0
STOP_WITHIN_S = 10.0
PROCESSES = Path("/proc")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _session_of(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None


class ServerProcess:
    """``liandong serve`` or ``liandong demo`` with a database of its own.

    ``with ServerProcess(folder) as server`` starts it and stops it; ``kill`` is a power cut for
    the process, after which ``start`` goes on with the same database and port.
    """

    def __init__(
        self,
        folder: Path,
        *,
        command: str = "serve",
        database_url: str | None = None,
        accounts: bool = True,
        trusted: ssl.SSLContext | None = None,
        **settings: Any,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.port = free_port()
        self.url = f"http{'s' if trusted else ''}://127.0.0.1:{self.port}"
        self.database_url = database_url or f"sqlite:///{folder / 'liandong.sqlite3'}"
        self.log_path = folder / "server.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._command = command
        self._accounts = accounts
        self._trusted = trusted
        self._environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("LIANDONG_")},
            "LIANDONG_DATABASE_URL": self.database_url,
            "LIANDONG_ANCHOR_PATH": str(folder / "journal.anchor"),
            "LIANDONG_PORT": str(self.port),
            "PYTHONUTF8": "1",
            **{f"LIANDONG_{name.upper()}": str(value) for name, value in settings.items()},
        }

    @property
    def log(self) -> str:
        """What the process has said so far."""
        return self.log_path.read_text(encoding="utf-8") if self.log_path.exists() else ""

    def start(self, *, wait: bool = True) -> None:
        """Start it, and by default wait until it answers."""
        if self._accounts:
            self._make_accounts()
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "console", self._command],
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a terminal of its own, as far as Ctrl-C is concerned
            )
        if wait:
            self.wait_ready()

    def wait_ready(self, within_s: float = READY_WITHIN_S) -> dict[str, Any]:
        """Its health once it answers; fails with its log when it does not in time."""
        assert self.process is not None
        deadline_s = time.monotonic() + within_s
        while time.monotonic() < deadline_s:
            if self.process.poll() is not None:
                raise AssertionError(f"ended with {self.process.returncode}:\n{self.log}")
            try:
                return self.health()
            except OSError:
                threading.Event().wait(0.05)
        raise AssertionError(f"not ready within {within_s} s:\n{self.log}")

    def health(self) -> dict[str, Any]:
        """What ``/api/health`` says."""
        with urllib.request.urlopen(
            f"{self.url}/api/health", timeout=5, context=self._trusted
        ) as answer:
            health: dict[str, Any] = json.load(answer)
            return health

    def kill(self) -> None:
        """End it without a chance to finish anything."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(STOP_WITHIN_S)

    def press_ctrl_c(self) -> None:
        """What the terminal does: tell every process that was started from it."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGINT)

    def left_over(self) -> bool:
        """Whether anything that was started from this terminal still runs."""
        assert self.process is not None
        return any(_session_of(int(p.name)) == self.process.pid for p in PROCESSES.glob("[0-9]*"))

    def stop(self) -> int:
        """Ask it to end; its exit code."""
        if self.process is None or self.process.poll() is not None:
            return self.process.returncode if self.process else 0
        self.process.terminate()
        try:
            return self.process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"did not stop within {STOP_WITHIN_S} s:\n{self.log}") from None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def _make_accounts(self) -> None:
        """The demo's logins, put straight into the database before the server opens it."""
        from console.composition import load_region
        from console.demo import PASSWORD, demo_accounts
        from console.people.accounts import Accounts
        from geo.database import create_engine, migrate

        engine = create_engine(self.database_url)
        migrate.upgrade(engine)
        region = load_region(self._environment.get("LIANDONG_REGION", "shiyan"))
        Accounts(engine, 12.0).ensure_all(demo_accounts(region), PASSWORD)
        engine.dispose()
        self._accounts = False
