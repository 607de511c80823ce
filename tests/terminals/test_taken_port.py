"""The gateway's port is taken by another program: dispatching and the register go on."""

import socket
from pathlib import Path

from stations.terminals.store import TerminalStore
from tests.support.dialled import wait_for
from tests.support.running import run_server


def test_the_register_is_kept_also_when_no_terminal_can_dial_in(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with run_server(
            tmp_path, wait_for_roads=False, jt808=True, jt808_host="127.0.0.1", jt808_port=port
        ) as server:
            assert "terminals_shut_out" in [alarm.code for alarm in server.system.hub.alarms]
            registry, store = server.system.terminals.registry, TerminalStore(server.system.engine)
            # As a phone's report by HTTP or MQTT does, which need no such port.
            server.system.loop.call_soon_threadsafe(lambda: registry.note("T017", last_seen_ms=17))
            wait_for(lambda: [t for t in store.load() if t.id == "T017" and t.last_seen_ms == 17])
