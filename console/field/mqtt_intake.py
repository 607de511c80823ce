"""Positions from an MQTT broker (消息服务器), such as an EMQX that JT/T 808 terminals dial.

The broker proves who its devices are, so it has to keep each to its own topics (docs/intakes.md);
here a device counts by the name that the mapping finds. The session is kept at the broker: what
comes while this server is away is delivered afterwards.
"""

import asyncio
import logging
import ssl
from collections.abc import Callable
from typing import Any

import aiomqtt
import msgspec
from msgspec.structs import replace

from console.field.intakes import Intakes, NotAdmitted
from stations.protocols.mapping import (
    Rule,
    TopicMapping,
    applies,
    device_of,
    read_payload,
    records_of,
    report_of,
)
from stations.protocols.report import Unreadable
from stations.terminals.terminal import Protocol

log = logging.getLogger("liandong.mqtt")

QOS = 1
BYTES_MAX = 1_000_000
WAIT_FIRST_S = 1.0
WAIT_MAX_S = 60.0
ANSWER_WITHIN_S = 10.0


class Broker(msgspec.Struct, frozen=True, kw_only=True):
    """How the broker is reached."""

    host: str
    port: int
    client_id: str
    username: str = ""
    password: str = ""
    tls: bool = False
    ca: str = ""
    waiting_max: int = 10_000


class MqttIntake:
    """Owned by the event loop."""

    def __init__(
        self,
        broker: Broker,
        mapping: TopicMapping,
        intakes: Intakes,
        on_away: Callable[[bool], None],
    ) -> None:
        self.connected = False
        self._broker = broker
        self._mapping = mapping
        self._intakes = intakes
        self._on_away = on_away
        self._listening: asyncio.Task[None] | None = None
        self._wait_s = WAIT_FIRST_S

    def start(self) -> None:
        """Listen from now on, whether the broker is there already or not."""
        self._listening = asyncio.get_running_loop().create_task(self._listen())

    async def stop(self) -> None:
        """Hang up; the broker keeps what comes."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        self.connected = False

    def heard(self, topic: str, payload: bytes, *, retained: bool = False) -> None:
        """A message came. ``retained`` ones the broker had kept: they are not of now."""
        rules = list(self._mapping.rules_of(topic))
        try:
            if len(payload) > BYTES_MAX:
                raise Unreadable("too_large", "payload", len(payload))
            message = read_payload(payload)
        except Unreadable as unreadable:
            self._unreadable(topic, unreadable)
            return
        for rule in rules:
            if applies(rule, message):
                self._follow(rule, topic, message, retained=retained)
                return
        # Heartbeats, logins and what we told others come by the same topics.
        self._intakes.tallies[Protocol.MQTT].refused["no_position"] += 1

    def _follow(self, rule: Rule, topic: str, message: dict[str, Any], *, retained: bool) -> None:
        try:
            terminal = self._intakes.recognise(Protocol.MQTT, device_of(rule, topic, message))
            records = records_of(rule, message)
        except NotAdmitted:
            return
        except Unreadable as unreadable:
            self._unreadable(topic, unreadable)
            return
        for record in records:
            if not self._intakes.within_allowance(terminal):
                return
            try:
                report = report_of(rule, record)
            except Unreadable as unreadable:
                self._unreadable(topic, unreadable)
                continue
            self._intakes.take(terminal, replace(report, late=True) if retained else report)

    def _unreadable(self, topic: str, unreadable: Unreadable) -> None:
        self._intakes.refuse(Protocol.MQTT, unreadable.code, f"{topic} {unreadable.field}")

    async def _listen(self) -> None:
        """Be connected, and again after each fault, waiting longer each time."""
        while True:
            try:
                await self._hear_all()
            except (aiomqtt.MqttError, OSError, ValueError) as error:
                self._lost(error)
            except Exception:
                log.exception("listening to the MQTT broker failed")
                self._lost(None)
            await asyncio.sleep(self._wait_s)
            self._wait_s = min(self._wait_s * 2, WAIT_MAX_S)

    async def _hear_all(self) -> None:
        async with self._client() as client:
            for topic in self._mapping.topics:
                codes = await client.subscribe(topic, qos=QOS)
                if any(getattr(code, "is_failure", code == 128) for code in codes):
                    raise aiomqtt.MqttError(f"the broker refuses the topic {topic}")
            self._wait_s = WAIT_FIRST_S
            self.connected = True
            self._on_away(False)
            log.info("MQTT %s port %d: listening", self._broker.host, self._broker.port)
            async for message in client.messages:
                self.heard(message.topic.value, message.payload, retained=message.retain)

    def _lost(self, error: Exception | None) -> None:
        self.connected = False
        self._on_away(True)
        where = f"{self._broker.host} port {self._broker.port}"
        # Its words only: the error itself holds the socket of a handshake that failed.
        log.warning("MQTT %s: %s, again in %.0f s", where, str(error), self._wait_s)

    def _client(self) -> aiomqtt.Client:
        broker = self._broker
        return aiomqtt.Client(
            broker.host,
            broker.port,
            identifier=broker.client_id,
            clean_session=False,
            username=broker.username or None,
            password=broker.password or None,
            tls_context=ssl.create_default_context(cafile=broker.ca or None)
            if broker.tls
            else None,
            timeout=ANSWER_WITHIN_S,
            queue_type=self.newest_kept(),
            max_queued_incoming_messages=broker.waiting_max,
            logger=log,
        )

    def newest_kept(self) -> type["asyncio.Queue[aiomqtt.Message]"]:
        """A queue that drops the oldest message when it is full: the newest position wins."""
        refuse = self._intakes.refuse

        class Queue(asyncio.Queue[aiomqtt.Message]):
            def put_nowait(self, item: aiomqtt.Message) -> None:
                if self.full():
                    dropped = self.get_nowait()
                    refuse(Protocol.MQTT, "queue_full", dropped.topic.value)
                super().put_nowait(item)

        return Queue
