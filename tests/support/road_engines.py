"""The real OSRM and Valhalla on a drawn or imported network, as running servers.

``.ci/road-engines`` fetches their programs. A network is written as OpenStreetMap XML: OSRM drives
each stretch in the very seconds of ours (its profile is data), Valhalla only at the same speeds.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import httpx2
import numpy as np
import pytest

from geo.roads.network import Floats, RoadNetwork
from tests.support.server import free_port

ENGINES = Path(__file__).parents[2] / "var" / "road-engines"
STARTS_WITHIN_S = 60.0
EQUATOR_M, ECCENTRICITY2 = 6_378_137.0, 0.00669437999014

PROFILE = """
api_version = 4
function setup()
  return {
    properties = {
      weight_name = 'duration', max_speed_for_map_matching = 80, call_tagless_node_function = false,
      u_turn_penalty = 0, continue_straight_at_waypoint = false, use_turn_restrictions = false,
      max_turn_weight = 6000
    },
    default_mode = mode.driving, default_speed = 10
  }
end
function process_node(profile, node, result, relations) end
function process_way(profile, way, result, relations)
  local kmh = tonumber(way:get_value_by_key('kmh'))
  result.forward_speed = kmh
  result.backward_speed = kmh
  result.forward_mode = mode.driving
  result.backward_mode = mode.driving
  if way:get_value_by_key('oneway') == 'yes' then result.backward_mode = mode.inaccessible end
end
function process_turn(profile, turn) turn.duration = 0 turn.weight = 0 end
return { setup = setup, process_way = process_way, process_node = process_node,
         process_turn = process_turn }
"""


def program(package: str, name: str) -> Path:
    """One of their programs; without it the test is skipped."""
    path = ENGINES / package / "bin" / name
    if not path.is_file():
        pytest.skip(f"缺少 {name}，运行 .ci/road-engines / missing: {name}, run .ci/road-engines")
    return path


@contextmanager
def osrm(network: RoadNetwork, folder: Path, *options: str) -> Iterator[str]:
    """The address of a running ``osrm-routed`` that drives this network in its own seconds."""
    write_osm(network, folder / "roads.osm")
    (folder / "seconds.lua").write_text(PROFILE)
    _run(program("osrm", "osrm-extract"), "-p", "seconds.lua", "-t", "2", "--data_version",
         network.network_version, "roads.osm", folder=folder)  # fmt: skip
    _run(program("osrm", "osrm-contract"), "-t", "2", "roads.osrm", folder=folder)
    port = free_port()
    command = [program("osrm", "osrm-routed"), "-i", "127.0.0.1", "-p", port, "-t", 1, *options]
    with _serving([*command, "roads.osrm"], folder, port, "/nearest/v1/driving/0,0") as url:
        yield url


@contextmanager
def valhalla(network: RoadNetwork, folder: Path) -> Iterator[str]:
    """The address of a running ``valhalla_service`` with this network's speeds as its limits."""
    write_osm(network, folder / "roads.osm")
    _to_pbf(folder / "roads.osm", folder / "roads.osm.pbf")
    port = free_port()
    (folder / "valhalla.json").write_text(_valhalla_config(folder, port))
    _run(program("valhalla", "valhalla_build_tiles"), "-c", "valhalla.json", "-j", "1",
         "roads.osm.pbf", folder=folder)  # fmt: skip
    command = [program("valhalla", "valhalla_service"), "valhalla.json", 1]
    with _serving(command, folder, port, "/status") as url:
        yield url


def write_osm(network: RoadNetwork, path: Path) -> None:
    """Each stretch once, with its seconds and its speed; vertices between junctions are kept."""
    lines = ["<?xml version='1.0'?>", "<osm version='0.6'>"]
    nodes = zip(network.node_lon.tolist(), network.node_lat.tolist(), strict=True)
    lines += [_node(nth + 1, lon, lat) for nth, (lon, lat) in enumerate(nodes)]
    extra = network.node_count + 1
    ways: list[str] = []
    for arc in range(network.arc_count):
        back = int(network.arc_reverse[arc])
        if 0 <= back < arc:
            continue
        _, lon, lat = network.shape(arc)
        inner = list(zip(lon.tolist()[1:-1], lat.tolist()[1:-1], strict=True))
        lines += [_node(extra + nth, *pair) for nth, pair in enumerate(inner)]
        refs = [int(network.arc_tail[arc]) + 1, *range(extra, extra + len(inner))]
        extra += len(inner)
        ways.append(_way(network, arc, [*refs, int(network.arc_head[arc]) + 1], back < 0))
    path.write_text("\n".join([*lines, *ways, "</osm>"]))


def _node(nth: int, lon: float, lat: float) -> str:
    return f"<node id='{nth}' version='1' lon='{lon:.7f}' lat='{lat:.7f}'/>"


def _way(network: RoadNetwork, arc: int, refs: list[int], oneway: bool) -> str:
    _, lon, lat = network.shape(arc)
    kmh = _ellipsoid_m(lon, lat) / float(network.arc_seconds[arc]) * 3.6
    tags = {
        "highway": "secondary",
        "kmh": f"{kmh:.6f}",
        "maxspeed": f"{max(kmh, 1.0):.0f}",
        "oneway": "yes" if oneway else "no",
    }
    told = "".join(f"<tag k='{key}' v={quoteattr(value)}/>" for key, value in tags.items())
    passed = "".join(f"<nd ref='{ref}'/>" for ref in refs)
    return f"<way id='{arc + 1}' version='1'>{passed}{told}</way>"


def _ellipsoid_m(lon: Floats, lat: Floats) -> float:
    """Length on the WGS-84 ellipsoid, by which OSRM measures; we take the Earth for a sphere."""
    flat = np.cos(np.radians((lat[1:] + lat[:-1]) / 2))
    bend2 = 1 / (1 - ECCENTRICITY2 * (1 - flat**2))
    per_degree = np.radians(EQUATOR_M) * np.sqrt(bend2)
    east, north = np.diff(lon) * per_degree * flat, np.diff(lat) * per_degree * bend2
    return float(np.hypot(east, north * (1 - ECCENTRICITY2)).sum())


def _to_pbf(source: Path, target: Path) -> None:
    import osmium

    with osmium.SimpleWriter(str(target)) as writer:
        for thing in osmium.FileProcessor(str(source)):
            writer.add(thing)


def _valhalla_config(folder: Path, port: int) -> str:
    """Its own defaults, with our folder, address, and no small island passed over."""
    script = program("valhalla", "valhalla_service").parents[1] / "valhalla_build_config.py"
    options = {
        "mjolnir-tile-dir": folder / "tiles",
        "mjolnir-admin": folder / "admin.sqlite",
        "mjolnir-timezone": folder / "timezone.sqlite",
        "loki-service-defaults-minimum-reachability": 0,
        "httpd-service-listen": f"tcp://127.0.0.1:{port}",
        "httpd-service-loopback": f"ipc://{folder}/loopback",
        "httpd-service-interrupt": f"ipc://{folder}/interrupt",
    }
    told = [str(part) for name, value in options.items() for part in (f"--{name}", value)]
    done = subprocess.run([sys.executable, str(script), *told], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _run(command: Path, *arguments: str, folder: Path) -> None:
    done = subprocess.run(
        [str(command), *arguments], cwd=folder, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


@contextmanager
def _serving(command: list[Any], folder: Path, port: int, path: str) -> Iterator[str]:
    url = f"http://127.0.0.1:{port}"
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            [str(part) for part in command], cwd=folder, stdout=log, stderr=log
        )
    try:
        _await(lambda: httpx2.get(url + path, trust_env=False), server, folder)
        yield url
    finally:
        server.kill()  # it only reads; asked politely, Valhalla would take half a minute
        server.wait()


def _await(ask: Callable[[], object], server: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            ask()
            return
        except httpx2.HTTPError:
            told = (folder / "server.log").read_text()[-2000:]
            assert server.poll() is None, told
            assert time.monotonic() < until, told
            time.sleep(0.05)
