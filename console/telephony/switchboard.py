"""What the exchange tells becomes calls, and what desks ask reaches the exchange (CALL-01).

Every change of a line is one or two commands under a key made of the change itself: an exchange
that repeats itself, or a server that restarts in the middle, counts nothing twice. What cannot be
made durable is tried again; the exchange waits meanwhile.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from console.desk import Desk
from console.people.auth import Wish
from console.telephony.exchange import Exchange
from dispatch.board import Board
from dispatch.domain import commands as c
from dispatch.domain.actors import Actor, Role
from dispatch.domain.clock import Clock
from dispatch.domain.errors import Conflict, Refusal, Unavailable, no_such
from dispatch.domain.lines import LineChange
from dispatch.domain.records import Call, CallState
from dispatch.telephony.told import LineOrder, NotCarriedOut, Told

log = logging.getLogger("liandong.telephony")

WAITING_MAX = 10_000
"""Changes that may wait for the writer; beyond, the exchange is not read."""
TRY_AGAIN_S = 1.0


class Switchboard:
    """Between the exchange and the core; owned by the event loop."""

    def __init__(
        self,
        exchange: Exchange | None,
        desk: Desk,
        board: Callable[[], Board],
        clock: Clock,
        extensions: Mapping[str, str],
        person: Callable[[str], Actor | None],
        on_away: Callable[[bool], None],
    ) -> None:
        self._exchange = exchange
        self._prefix = exchange.prefix if exchange else ""
        self._desk = desk
        self._board = board
        self._clock = clock
        self.extensions = extensions
        self._users = {extension: user for user, extension in extensions.items()}
        self._person = person
        self._on_away = on_away
        self._told: asyncio.Queue[Told] = asyncio.Queue(WAITING_MAX)
        self._working: asyncio.Task[None] | None = None
        self._under_way: set[asyncio.Task[None]] = set()

    @property
    def name(self) -> str | None:
        """Which exchange; None when calls are told by HTTP only."""
        return self._exchange.name if self._exchange else None

    @property
    def told_by_http(self) -> str:
        """Whose lines the calls are that come by HTTP: the simulated exchange's, or nobody's."""
        return self.name or "" if not self._prefix else ""

    @property
    def is_connected(self) -> bool:
        """Whether the exchange is heard and can be asked."""
        return self._exchange is not None and self._exchange.connected

    def start(self) -> None:
        """Listen from now on."""
        if self._exchange is not None:
            self._working = asyncio.get_running_loop().create_task(self._work())
            self._exchange.start(self)

    async def stop(self) -> None:
        """Let go of the exchange; what it told so far is finished first."""
        if self._exchange is None or self._working is None:
            return
        await self._exchange.stop()
        for task in self._under_way:
            task.cancel()
        try:
            async with asyncio.timeout(TRY_AGAIN_S):
                await self._told.join()
        except TimeoutError:
            log.warning("%d changes of lines were not kept", self._told.qsize())
        self._working.cancel()

    # -- what the exchange tells -----------------------------------------------------------------

    async def heard(self, told: Told) -> None:
        """One change of one line, in the order the exchange told it."""
        await self._told.put(told)

    async def connected(self, standing: list[Told]) -> None:
        """Learn what happened while nobody listened: new lines ring, lines that are gone end."""
        self._on_away(False)
        known = {self._call_id(told.line_id) for told in standing}
        for told in standing:
            await self.heard(told)
        for call in list(self._board().calls.values()):
            line = call.line
            if line is None or line.exchange != self.name or call.ended_ms is not None:
                continue
            if call.id not in known:
                ended = Told(
                    line_id=self._line_id(call.id),
                    change=LineChange.ENDED,
                    at_ms=self._clock.now_ms(),
                    by_caller=call.state is CallState.RINGING,
                    note="gone when the exchange was heard again",
                )
                await self.heard(ended)

    def away(self) -> None:
        """Nothing is heard of the exchange: every desk must know."""
        self._on_away(True)

    async def _work(self) -> None:
        while True:
            told = await self._told.get()
            try:
                await self._keep(told)
            except Exception:
                # One odd change must not silence the telephone.
                log.exception("line %s: %s was not kept", told.line_id, told.change.value)
            finally:
                self._told.task_done()

    async def _keep(self, told: Told) -> None:
        call_id = self._call_id(told.line_id)
        if call_id not in self._board().calls:
            # Whatever is told first of a line, it rang: no caller is lost for want of an event.
            await self._submit(told, self._ringing(told, call_id), part="ring")
        if told.change is LineChange.RANG:
            return
        person = await self._person_at(told.extension)
        call = self._board().calls.get(call_id)
        if told.change is LineChange.ANSWERED and call is not None:
            if call.answered_by is None and person is not None:
                answer = c.AnswerCall(call_id=call_id, at_ms=told.at_ms)
                await self._submit(told, answer, part="answer", by=person)
            elif call.answered_by != person:
                told = _as_transfer(told, call)
        await self._submit(told, self._noted(told, call_id, person), part="note")
        if told.change is LineChange.ENDED:
            end = c.EndCall(call_id=call_id, by_caller=told.by_caller, at_ms=told.at_ms)
            await self._submit(told, end, part="end")

    async def _person_at(self, extension: str) -> Actor | None:
        user = self._users.get(extension)
        return await asyncio.to_thread(self._person, user) if user else None

    def _ringing(self, told: Told, call_id: str) -> c.RingCall:
        return c.RingCall(
            call_id=call_id,
            number=told.number,
            trunk=told.trunk,
            rang_ms=told.at_ms or None,
            exchange=self.name or "",
        )

    def _noted(self, told: Told, call_id: str, person: Actor | None) -> c.NoteLine:
        return c.NoteLine(
            call_id=call_id,
            exchange=self.name or "",
            change=told.change,
            at_ms=told.at_ms or self._after_all(call_id),
            extension=told.extension,
            recording=told.recording,
            note=told.note,
            to=person if told.change is LineChange.TRANSFERRED else None,
        )

    def _after_all(self, call_id: str) -> int:
        """A time for what the exchange gives none: now, and after all that is known of the line."""
        call = self._board().calls.get(call_id)
        marks = call.line.marks if call and call.line else ()
        return max(self._clock.now_ms(), *(mark.at_ms for mark in marks), 0)

    async def _submit(
        self, told: Told, command: c.AnyCommand, *, part: str, by: Actor | None = None
    ) -> None:
        key = f"{self.name}:{told.line_id}:{told.change}:{told.at_ms}:{told.extension}:{part}"
        wish = Wish(by or self._actor(), key[-100:], b"")
        while True:
            try:
                if isinstance(command, c.RingCall):
                    await self._desk.ring(wish, command)
                else:
                    await self._desk.submit(wish, command)
            except Unavailable as refusal:
                log.error("line %s waits: %s", told.line_id, refusal.en)
                await asyncio.sleep(TRY_AGAIN_S)
            except Refusal as refusal:
                log.info("line %s: %s", told.line_id, refusal.en)
                return
            else:
                return

    # -- what desks ask --------------------------------------------------------------------------

    def put_through(self, call_id: str, actor: Actor) -> None:
        """The desk has the call: ring its telephone. That it does not ring is told later."""
        self._begin(call_id, LineOrder.ANSWER, self.extensions.get(actor.user, ""))

    def hang_up(self, call_id: str) -> None:
        """The desk has ended the call: the line goes down with it."""
        self._begin(call_id, LineOrder.HANG_UP, "")

    async def order(
        self, order: LineOrder, call_id: str, actor: Actor, extension: str = ""
    ) -> None:
        """Hold, resume or transfer a call that this desk speaks on; or say what to do instead."""
        call = self._board().calls.get(call_id)
        if call is None:
            raise no_such("来电", "call", "call_id", call_id)
        if call.state is not CallState.TALKING or call.answered_by != actor:
            raise Conflict(
                "not_your_call",
                "该来电不在本席通话中",
                "this call is not on your line",
                field="call_id",
                value=call_id,
                remedy="只有通话席位可以保持、转接 / only the desk that speaks may do this",
            )
        try:
            await self._ask(order, call, extension)
        except NotCarriedOut as why:
            raise _refused(why) from why

    async def dial(self, call_id: str, actor: Actor) -> None:
        """Ring a lost caller back (回拨, CALL-07): this desk's telephone first, then the number."""
        call = self._board().calls.get(call_id)
        if call is None:
            raise no_such("来电", "call", "call_id", call_id)
        number = call.number.removeprefix("+")
        extension = self.extensions.get(actor.user, "")
        try:
            if self._exchange is None:
                raise NotCarriedOut("no exchange is connected")
            if not (number.isdigit() and extension):
                raise NotCarriedOut("no number or no extension is known")
            await self._exchange.order(LineOrder.DIAL, number, extension)
        except NotCarriedOut as why:
            raise _refused(why) from why

    def _begin(self, call_id: str, order: LineOrder, extension: str) -> None:
        call = self._board().calls.get(call_id)
        if self._exchange is None or call is None or call.line is None:
            return
        task = asyncio.get_running_loop().create_task(self._try(order, call, extension))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _try(self, order: LineOrder, call: Call, extension: str) -> None:
        try:
            await self._ask(order, call, extension)
        except NotCarriedOut as why:
            failed = Told(
                line_id=self._line_id(call.id),
                change=LineChange.FAILED,
                at_ms=self._clock.now_ms(),
                extension=extension,
                note=str(why)[:200],
            )
            await self.heard(failed)

    async def _ask(self, order: LineOrder, call: Call, extension: str) -> None:
        exchange, line = self._exchange, call.line
        if exchange is None or line is None or line.exchange != exchange.name:
            raise NotCarriedOut("no exchange is connected")
        if order in (LineOrder.ANSWER, LineOrder.TRANSFER) and not extension:
            raise NotCarriedOut("no extension is known")
        await exchange.order(order, self._line_id(call.id), extension)

    def _call_id(self, line_id: str) -> str:
        return f"{self._prefix}{line_id}"

    def _line_id(self, call_id: str) -> str:
        return call_id.removeprefix(self._prefix)

    def _actor(self) -> Actor:
        return Actor(user=self.name or "exchange", name="电话交换机", role=Role.GATEWAY, unit="")


def _refused(why: NotCarriedOut) -> Unavailable:
    return Unavailable(
        "exchange_refused",
        f"交换机未执行：{why}",
        f"the exchange did not do it: {why}",
        remedy="请在话机上操作 / do it on the telephone itself",
    )


def _as_transfer(told: Told, call: Call) -> Told:
    """A line that is bridged anew, to another telephone, was passed on."""
    if call.line is not None and call.line.extension in ("", told.extension):
        return told
    return replace(told, change=LineChange.TRANSFERRED)
