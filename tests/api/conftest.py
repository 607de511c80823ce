"""One server for the tests of a file; what must not be shared starts its own."""

from collections.abc import Iterator

import pytest

from tests.support.running import Running, run_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with run_server(tmp_path_factory.mktemp("server")) as running:
        yield running
