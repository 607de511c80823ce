"""One server with an open door for the tests of a file."""

from collections.abc import Iterator

import pytest

from tests.support.running import Running, run_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with run_server(
        tmp_path_factory.mktemp("terminals"),
        wait_for_roads=False,
        jt808=True,
        jt808_port=0,
        jt808_login_s=3.0,
        jt808_idle_s=300.0,
        jt808_frames_per_s=400.0,
    ) as running:
        yield running
