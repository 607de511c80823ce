"""A server that is killed again and again, and back in a fraction of a second."""

import contextlib
import os
import resource
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any, Self

from tests.support.server import READY_WITHIN_S, ServerProcess

_PRELOADED = Path(__file__).with_name("preloaded.py")


class Victim(ServerProcess):
    """``liandong serve`` in a process forked from one that has done the imports."""

    pid = 0
    _answers: Any = None

    def start(self, *, wait: bool = True) -> None:
        """Start the next server; the first start loads the program."""
        if self._accounts:
            self._make_accounts()
        if self.process is None:
            self._load()
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.write(b"start\n")
        self.process.stdin.flush()
        self.pid = int(self._answers.readline())
        if wait:
            self.wait_ready()

    def wait_ready(self, within_s: float = READY_WITHIN_S) -> dict[str, Any]:
        """Its health as soon as it answers."""
        deadline_s = monotonic() + within_s
        while monotonic() < deadline_s:
            with contextlib.suppress(OSError):
                return self.health()
            ended, _, _ = select.select([self._answers], [], [], 0.01)
            if ended:
                raise AssertionError(f"ended with {self._answers.readline()}:\n{self.log}")
        raise AssertionError(f"not ready within {within_s} s:\n{self.log}")

    def kill(self) -> None:
        """End the server in the middle of whatever it does."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """End the server in order, and the program that forks it."""
        code = self._end(signal.SIGTERM) if self.pid else 0
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(10)
        self._answers.close()
        return code

    def __enter__(self) -> Self:
        self.start()
        return self

    @contextlib.contextmanager
    def full_disk(self) -> Iterator[None]:
        """For a while none of its files may grow: the system refuses the write itself."""
        before = resource.prlimit(self.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (0, before[1]))
        try:
            yield
        finally:
            resource.prlimit(self.pid, resource.RLIMIT_FSIZE, before)

    def _load(self) -> None:
        read_end, write_end = os.pipe()
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(_PRELOADED), str(write_end)],
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                pass_fds=[write_end],
            )
        os.close(write_end)
        self._answers = os.fdopen(read_end)

    def _end(self, how: signal.Signals) -> int:
        os.kill(self.pid, how)
        code = int(self._answers.readline())
        self.pid = 0
        return code
