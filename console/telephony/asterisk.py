"""An Asterisk that this server talks to over its REST interface (docs/telephony.md)."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

import httpx2 as httpx
import msgspec
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from console.telephony.exchange import Listener
from dispatch.domain.lines import LineChange
from dispatch.telephony import ari
from dispatch.telephony.told import LineOrder, NotCarriedOut, Told

log = logging.getLogger("liandong.asterisk")

ANSWER_WITHIN_S = 5.0
WAIT_FIRST_S, WAIT_MAX_S = 1.0, 30.0
EVENT_BYTES_MAX = 1_000_000
GONE = 404
"""Asterisk's answer about a channel or bridge that is not there any more."""


class AsteriskAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Where it is: ``url`` like ``http://10.1.1.5:8088``, ``endpoint`` ``PJSIP/{extension}``."""

    url: str
    user: str
    password: str
    application: str
    endpoint: str
    context: str = "default"
    """Dial plan context in which outside numbers are, for ringing a caller back."""


class Asterisk:
    """Events by websocket, orders by HTTP; lost, the websocket is opened again, ever later."""

    name = "asterisk"
    prefix = "asterisk-"

    def __init__(self, address: AsteriskAddress) -> None:
        self.connected = False
        self._address = address
        self._keeping: asyncio.Task[None] | None = None
        self._switchboard: Listener | None = None
        self._legs: dict[str, str] = {}
        """The seat's leg by the caller's line."""
        self._seats: set[str] = set()
        """All legs of seats that stand, also of one that has just passed the caller on."""
        self._hung_up: set[str] = set()
        self._http = httpx.AsyncClient(
            base_url=f"{address.url.rstrip('/')}/ari",
            auth=(address.user, address.password),
            timeout=ANSWER_WITHIN_S,
            trust_env=False,
        )

    def start(self, switchboard: Listener) -> None:
        """Be connected from now on."""
        self._switchboard = switchboard
        self._keeping = asyncio.get_running_loop().create_task(self._keep(switchboard))

    async def stop(self) -> None:
        """Let go; the calls stay with Asterisk."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
        await self._http.aclose()

    async def order(self, order: LineOrder, line_id: str, extension: str) -> None:
        """Carry out; what Asterisk does not report by itself is reported from here."""
        match order:
            case LineOrder.ANSWER | LineOrder.TRANSFER:
                await self._ring_seat(line_id, extension)
            case LineOrder.HOLD:
                await self._call("POST", f"/channels/{line_id}/hold")
                await self._tell(line_id, LineChange.HELD)
            case LineOrder.RESUME:
                await self._call("DELETE", f"/channels/{line_id}/hold")
                await self._tell(line_id, LineChange.RESUMED)
            case LineOrder.HANG_UP:
                self._hung_up.add(line_id)
                await self._call("DELETE", f"/channels/{line_id}")
            case LineOrder.DIAL:
                await self._call(
                    "POST",
                    "/channels",
                    endpoint=self._address.endpoint.format(extension=extension),
                    extension=line_id,
                    context=self._address.context,
                    priority="1",
                )

    async def _ring_seat(self, line_id: str, extension: str) -> None:
        """Dial the seat; once it picks up, ``StasisStart`` brings it into the bridge."""
        await self._call(
            "POST",
            "/channels",
            endpoint=self._address.endpoint.format(extension=extension),
            app=self._address.application,
            appArgs=f"{ari.SEAT},{line_id},{extension}",
            originator=line_id,
        )

    async def _keep(self, switchboard: Listener) -> None:
        wait_s = WAIT_FIRST_S
        while True:
            try:
                await self._hear(switchboard)
            except (OSError, TimeoutError, WebSocketException, NotCarriedOut) as error:
                log.warning("Asterisk is away: %s; again in %.0f s", error, wait_s)
            if self.connected:
                wait_s = WAIT_FIRST_S
            self.connected = False
            switchboard.away()
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, WAIT_MAX_S)

    async def _hear(self, switchboard: Listener) -> None:
        at = self._address
        query = f"app={at.application}&api_key={at.user}:{at.password}"
        address = f"{at.url.rstrip('/').replace('http', 'ws', 1)}/ari/events?{query}"
        async with connect(
            address, open_timeout=ANSWER_WITHIN_S, max_size=EVENT_BYTES_MAX, proxy=None
        ) as events:
            channels = await self._call("GET", "/channels")
            self.connected = True
            standing = channels if isinstance(channels, list) else []
            await switchboard.connected(ari.standing_lines(standing, at.application))
            log.info("Asterisk %s: listening", at.url)
            async for message in events:
                await self._follow(message, switchboard)

    async def _follow(self, message: str | bytes, switchboard: Listener) -> None:
        try:
            event = msgspec.json.decode(message, type=dict[str, Any])
        except msgspec.MsgspecError:
            log.warning("Asterisk said something that is not JSON")
            return
        if seat := ari.seat_of(event):
            await self._join(event, *seat)
        elif told := ari.told_by(event):
            if told.change is LineChange.ENDED:
                told = self._ended(told)
            if told is not None:
                await switchboard.heard(told)

    def _ended(self, told: Told) -> Told | None:
        """A caller's line went down: who did it, and the seat's leg goes down too."""
        if told.line_id in self._seats:
            self._seats.discard(told.line_id)
            return None
        self._legs.pop(told.line_id, None)
        by_desk = told.line_id in self._hung_up
        self._hung_up.discard(told.line_id)
        return msgspec.structs.replace(told, by_caller=not by_desk)

    async def _join(self, event: dict[str, Any], line_id: str, extension: str) -> None:
        """The seat has picked up: caller and seat into one bridge; a former seat leaves."""
        leg, bridge = str(event["channel"]["id"]), f"liandong-{line_id}"
        former = self._legs.get(line_id)
        self._legs[line_id] = leg
        self._seats.add(leg)
        try:
            await self._call("POST", f"/channels/{line_id}/answer")
            await self._call("POST", f"/bridges/{bridge}", type="mixing")
            await self._call("POST", f"/bridges/{bridge}/addChannel", channel=f"{line_id},{leg}")
        except NotCarriedOut as why:
            await self._tell(line_id, LineChange.FAILED, extension, note=str(why), event=event)
            return
        await self._tell(line_id, LineChange.ANSWERED, extension, event=event)
        if former is None:
            await self._record(bridge, line_id)
        else:
            await self._leave(former)

    async def _leave(self, leg: str) -> None:
        """The seat that has passed the caller on is off the line."""
        try:
            await self._call("DELETE", f"/channels/{leg}")
        except NotCarriedOut as why:
            log.warning("the former seat's leg %s stays: %s", leg, why)

    async def _record(self, bridge: str, line_id: str) -> None:
        name = f"liandong-{line_id}"
        try:
            await self._call("POST", f"/bridges/{bridge}/record", name=name, format="wav")
        except NotCarriedOut as why:
            # A call without a recording is still a call; the exchange's log says why.
            log.error("line %s is not recorded: %s", line_id, why)
        else:
            await self._tell(line_id, LineChange.RECORDED, recording=name)

    async def _tell(
        self,
        line_id: str,
        change: LineChange,
        extension: str = "",
        *,
        recording: str = "",
        note: str = "",
        event: Mapping[str, Any] | None = None,
    ) -> None:
        assert self._switchboard is not None, "not started"
        told = Told(
            line_id=line_id,
            change=change,
            at_ms=ari.at_ms(dict(event)) if event else 0,
            extension=extension,
            recording=recording,
            note=note,
        )
        await self._switchboard.heard(told)

    async def _call(self, method: str, path: str, **query: str) -> Any:
        try:
            answer = await self._http.request(method, path, params=query)
        except httpx.HTTPError as error:
            raise NotCarriedOut(f"Asterisk does not answer: {error}") from error
        if answer.status_code == GONE and method == "DELETE":
            return None
        if answer.is_error:
            raise NotCarriedOut(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
        return answer.json() if answer.content else None
