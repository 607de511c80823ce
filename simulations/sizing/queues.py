"""Erlang's formulas: a few servers, calls by chance, answered or lost or kept waiting.

``load`` is what is offered, in erlang: arrivals an hour × mean hours of service. They are closed
forms, so they also check the simulator: a region with one station and Poisson calls must give them.
"""

import math

SERVERS_MAX = 100_000


class LoadInvalid(ValueError):
    """A load or a number of servers that no formula holds for; says which and what would do."""


def loss(load: float, servers: int) -> float:
    """Erlang B: the share of calls that find everybody busy and are lost. Any law of service."""
    _check(load, servers)
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def delayed(load: float, servers: int) -> float:
    """Erlang C: the share of calls that wait at all; 1 when the servers cannot keep up."""
    _check(load, servers)
    if load >= servers:
        return 1.0
    blocked = loss(load, servers)
    return servers * blocked / (servers - load * (1.0 - blocked))


def waiting_longer(load: float, servers: int, service_s: float, wait_s: float) -> float:
    """The share of calls that wait longer than ``wait_s``, first come first served."""
    if load >= servers:
        return 1.0
    return delayed(load, servers) * math.exp(-(servers - load) * wait_s / service_s)


def mean_wait_s(load: float, servers: int, service_s: float) -> float:
    """Mean wait of all calls, those that do not wait included; infinite beyond capacity."""
    if load >= servers:
        return math.inf
    return delayed(load, servers) * service_s / (servers - load)


def servers_for(load: float, service_s: float, wait_s: float, share: float) -> int:
    """The fewest servers with which ``share`` of all calls wait no longer than ``wait_s``."""
    if not 0.0 < share < 1.0:
        raise LoadInvalid(f"达标比例 {share}：应在 0 与 1 之间 / share {share}: between 0 and 1")
    servers = max(1, math.floor(load) + 1)
    while waiting_longer(load, servers, service_s, wait_s) > 1.0 - share:
        servers += 1
    return servers


def _check(load: float, servers: int) -> None:
    if not (math.isfinite(load) and load >= 0.0):
        raise LoadInvalid(f"负荷 {load}：应为不小于 0 的数 / load {load}: 0 or more")
    if not 1 <= servers <= SERVERS_MAX:
        raise LoadInvalid(f"数量 {servers}：应为 1 至 {SERVERS_MAX} / 1 to {SERVERS_MAX} servers")
