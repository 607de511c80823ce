"""A FreeSWITCH that this server talks to over its event socket (docs/telephony.md)."""

import asyncio
import contextlib
import logging
from collections import deque

import msgspec

from console.telephony.exchange import Listener
from dispatch.telephony import esl
from dispatch.telephony.told import LineOrder, NotCarriedOut

log = logging.getLogger("liandong.freeswitch")

ANSWER_WITHIN_S = 5.0
WAIT_FIRST_S, WAIT_MAX_S = 1.0, 30.0
SILENT_S_MAX = 60.0
"""FreeSWITCH's heartbeat comes every 20 s: who is silent for three of them is gone."""
READ_BYTES = 65_536


class FreeSwitchAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Where it is, and which calls are ours."""

    host: str
    port: int
    password: str
    numbers: frozenset[str]
    context: str = "default"


class FreeSwitch:
    """One connection; lost, it is made again, waiting longer each time."""

    name = "freeswitch"
    prefix = "freeswitch-"

    def __init__(self, address: FreeSwitchAddress) -> None:
        self.connected = False
        self._address = address
        self._keeping: asyncio.Task[None] | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._awaited: deque[asyncio.Future[esl.Frame]] = deque()

    def start(self, switchboard: Listener) -> None:
        """Be connected from now on."""
        self._keeping = asyncio.get_running_loop().create_task(self._keep(switchboard))

    async def stop(self) -> None:
        """Let go of the line."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
        writer = self._writer
        self._hang_up()
        if writer is not None:
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def order(self, order: LineOrder, line_id: str, extension: str) -> None:
        """Carry out by ``api``; FreeSWITCH answers ``+OK`` or ``-ERR`` with its reason."""
        command = esl.command_of(order, line_id, extension, self._address.context)
        if "\n" in command or "\r" in command:
            raise NotCarriedOut("an extension is one word")
        frame = await self._say(f"api {command}")
        if frame.reply.startswith("-"):
            raise NotCarriedOut(frame.reply)

    async def _keep(self, switchboard: Listener) -> None:
        wait_s = WAIT_FIRST_S
        while True:
            try:
                await self._be_connected(switchboard)
            except (OSError, EOFError, TimeoutError, NotCarriedOut, esl.TooLong) as error:
                log.warning("FreeSWITCH is away: %s; again in %.0f s", error, wait_s)
            if self.connected:
                wait_s = WAIT_FIRST_S
            self._hang_up()
            switchboard.away()
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, WAIT_MAX_S)

    async def _be_connected(self, switchboard: Listener) -> None:
        at = self._address
        async with asyncio.timeout(ANSWER_WITHIN_S):
            reader, self._writer = await asyncio.open_connection(at.host, at.port)
        reading = asyncio.get_running_loop().create_task(self._read(reader, switchboard))
        try:
            await self._introduce(switchboard)
            await reading
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def _introduce(self, switchboard: Listener) -> None:
        """Log in, ask for events, then see which lines stand."""
        async with asyncio.timeout(ANSWER_WITHIN_S):
            greeting = await self._await()
        if greeting.kind != "auth/request":
            raise NotCarriedOut(f"it greets with {greeting.kind or 'nothing'}")
        await self._must(f"auth {self._address.password}")
        await self._must(f"event json {' '.join(esl.EVENTS)} HEARTBEAT")
        channels = await self._say("api show channels as json")
        self.connected = True
        await switchboard.connected(esl.standing_lines(channels.body, self._address.numbers))
        log.info("FreeSWITCH %s port %d: listening", self._address.host, self._address.port)

    async def _must(self, command: str) -> None:
        frame = await self._say(command)
        if not frame.reply.startswith("+OK"):
            raise NotCarriedOut(frame.reply or "no answer")

    async def _say(self, command: str) -> esl.Frame:
        if self._writer is None:
            raise NotCarriedOut("FreeSWITCH is not connected")
        answer = self._await()
        self._writer.write(f"{command}\n\n".encode())
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await self._writer.drain()
                return await answer
        except TimeoutError as late:
            # Its answer would be taken for the next one's: better a new connection.
            self._hang_up()
            raise NotCarriedOut("FreeSWITCH does not answer") from late
        except OSError as gone:
            raise NotCarriedOut(str(gone)) from gone

    def _await(self) -> asyncio.Future[esl.Frame]:
        answer: asyncio.Future[esl.Frame] = asyncio.get_running_loop().create_future()
        self._awaited.append(answer)
        return answer

    async def _read(self, reader: asyncio.StreamReader, switchboard: Listener) -> None:
        frames = esl.FrameReader()
        while True:
            async with asyncio.timeout(SILENT_S_MAX):
                data = await reader.read(READ_BYTES)
            if not data:
                raise EOFError("it hung up")
            for frame in frames.feed(data):
                if frame.kind == "text/disconnect-notice":
                    raise EOFError("it said goodbye")
                if frame.kind in ("auth/request", "command/reply", "api/response"):
                    self._answered(frame)
                elif told := esl.told_by(frame, self._address.numbers):
                    await switchboard.heard(told)

    def _answered(self, frame: esl.Frame) -> None:
        if self._awaited and not (answer := self._awaited.popleft()).done():
            answer.set_result(frame)

    def _hang_up(self) -> None:
        self.connected = False
        while self._awaited:
            if not (answer := self._awaited.popleft()).done():
                answer.set_exception(NotCarriedOut("FreeSWITCH hung up"))
        if self._writer is not None:
            self._writer.close()
            self._writer = None
