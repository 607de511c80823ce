"""A centre without a reverse proxy serves its consoles and phones encrypted by itself."""

import json
import ssl
import urllib.request
from pathlib import Path

import pytest
import trustme
from websockets.sync.client import connect
from websockets.typing import Origin

from console.https import HttpsUnusable, encryption
from console.settings import Settings
from tests.support.server import ServerProcess

REQUIREMENTS = ("SYS-01",)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A centre's own authority, a certificate of this machine, its key, and another key."""
    folder = tmp_path_factory.mktemp("certificate")
    names = {name: folder / f"{name}.pem" for name in ("ca", "certificate", "key", "other")}
    ca = trustme.CA()
    mine, other = ca.issue_cert("127.0.0.1"), ca.issue_cert("127.0.0.1")
    ca.cert_pem.write_to_path(str(names["ca"]))
    mine.cert_chain_pems[0].write_to_path(str(names["certificate"]))
    mine.private_key_pem.write_to_path(str(names["key"]))
    other.private_key_pem.write_to_path(str(names["other"]))
    return names


def test_pages_commands_and_the_live_line_are_served_encrypted(
    tmp_path: Path, files: dict[str, Path]
) -> None:
    trusted = ssl.create_default_context(cafile=files["ca"])
    with ServerProcess(
        tmp_path, trusted=trusted, https_certificate=files["certificate"], https_key=files["key"]
    ) as server:
        assert server.url.startswith("https://")
        login = urllib.request.Request(
            f"{server.url}/api/session",
            json.dumps({"username": "city", "password": "liandong-120"}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(login, context=trusted, timeout=60) as answer:
            cookie = answer.headers["Set-Cookie"]
        assert "Secure" in cookie, "the login is never sent in the clear"
        with connect(
            f"wss{server.url.removeprefix('https')}/live",
            ssl=trusted,
            origin=Origin(server.url),
            additional_headers={"Cookie": cookie.split(";")[0]},
        ) as line:
            line.send(json.dumps({"type": "hello", "epoch": "", "seq": 0}))
            assert line.recv(timeout=60)


@pytest.mark.parametrize(
    ("certificate", "key", "told"),
    [
        ("certificate", None, "LIANDONG_HTTPS_KEY"),
        ("missing", "key", "LIANDONG_HTTPS_CERTIFICATE"),
        ("certificate", "other", "KEY_VALUES_MISMATCH"),
        ("key", "certificate", "PEM"),
    ],
)
def test_files_that_cannot_serve_are_named_before_the_server_starts(
    files: dict[str, Path], certificate: str, key: str | None, told: str
) -> None:
    names = {**files, "missing": Path("no-such-file.pem")}
    settings = Settings(https_certificate=names[certificate], https_key=names[key] if key else None)
    with pytest.raises(HttpsUnusable) as refused:
        encryption(settings)
    assert told in refused.value.en
    assert told in refused.value.zh
