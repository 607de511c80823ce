"""A real MQTT broker (mosquitto) of a test's own, which can go away and come back."""

import getpass
import shutil
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType

from tests.machine import require
from tests.support.server import free_port

READY_WITHIN_S = 20.0
STOP_WITHIN_S = 10.0


def _program() -> str | None:
    """Debian puts it where only administrators look."""
    return shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")


class Broker:
    """One mosquitto with a file of users; its sessions and retained messages outlive a restart."""

    def __init__(
        self, folder: Path, users: dict[str, str] | None = None, *, tls: bool = False
    ) -> None:
        require(_program() is not None, "mosquitto")
        self.port = free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        lines = [
            f"user {getpass.getuser()}",  # started by root it would become nobody
            f"listener {self.port} 127.0.0.1",
            f"allow_anonymous {'false' if users else 'true'}",
            "persistence true",
            f"persistence_location {folder}/",
            "log_dest stderr",
        ]
        if users:
            passwords = folder / "passwords"
            passwords.write_text("".join(f"{name}:{word}\n" for name, word in users.items()))
            passwords.chmod(0o600)
            subprocess.run(["mosquitto_passwd", "-U", str(passwords)], check=True)
            lines.append(f"password_file {passwords}")
        self.certificate = folder / "certificate.pem"
        if tls:
            lines += [f"certfile {self.certificate}", f"keyfile {self._certify()}"]
        (folder / "mosquitto.conf").write_text("\n".join(lines) + "\n")

    def _certify(self) -> Path:
        """Sign a certificate for this machine by itself; where its key is."""
        require(shutil.which("openssl") is not None, "openssl")
        key = self._folder / "key.pem"
        make = ["openssl", "req", "-x509", "-nodes", "-days", "2", "-newkey", "rsa:2048"]
        name = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
        files = ["-keyout", str(key), "-out", str(self.certificate)]
        subprocess.run([*make, *name, *files], check=True, capture_output=True)
        return key

    def start(self) -> None:
        """Be there; returns once it can be dialled."""
        program = _program()
        assert program is not None
        with (self._folder / "mosquitto.log").open("ab") as log:
            self._process = subprocess.Popen(
                [program, "-c", str(self._folder / "mosquitto.conf")], stderr=log
            )
        deadline_s = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline_s:
            assert self._process.poll() is None, (self._folder / "mosquitto.log").read_text()
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise AssertionError("the broker did not start")

    def stop(self) -> None:
        """Go away, keeping what it has."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(STOP_WITHIN_S)
            self._process = None

    def __enter__(self) -> "Broker":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
