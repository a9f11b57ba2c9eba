"""How the app is told: noted for the inspector, troubled by the fault plan, and, if it is an event, told again."""

import asyncio
import time
from collections.abc import Coroutine

from bot.playground.app_link import FIRST, AppLink, Attempt, Kind, NoAnswer
from bot.playground.faults import DeliveryFault, Faults
from bot.playground.records import Payload
from bot.playground.socket_mode import SocketMode
from bot.playground.traffic import Traffic

RETRY_WAITS = (0.0, 60.0, 300.0)
"""Seconds before an event that was not acknowledged comes again: at once, after a minute, after five."""


class Messenger:
    """Carries payloads to the app over `link`; a fault plan may end the connections of `socket_mode` meanwhile."""

    def __init__(
        self, link: AppLink, socket_mode: SocketMode, traffic: Traffic, faults: Faults, retry_waits: tuple[float, ...]
    ) -> None:
        self._link = link
        self._socket_mode = socket_mode
        self._traffic = traffic
        self._faults = faults
        self._waits = (0.0, *retry_waits)
        self._background: set[asyncio.Task[None]] = set()

    async def tell(self, kind: Kind, payload: Payload) -> Payload | None:
        """Return what came with the acknowledgement, None for an empty one. Raises NoAnswer."""
        trouble = self._faults.next_delivery(is_event=False)
        return await self._deliver(kind, payload, is_cut=trouble is DeliveryFault.DISCONNECTED)

    async def _deliver(
        self, kind: Kind, payload: Payload, attempt: Attempt = FIRST, *, is_cut: bool = False
    ) -> Payload | None:
        name = payload.get("command") or payload.get("event", payload)["type"]
        answered = self._traffic.note("to_app", name, payload, time.perf_counter())
        telling = asyncio.ensure_future(self._link.deliver(kind, payload, attempt))
        if is_cut:
            await asyncio.sleep(0)  # now it is on its way
            await self._socket_mode.drop()
        try:
            answer = await telling
        except NoAnswer as silence:
            answered(None, silence.code)
            raise
        answered(answer, None)
        return answer

    def tell_aside(self, payload: Payload) -> None:
        """Tell the app of something that no person waits for, once; whether it heard, the inspector shows."""

        async def quietly() -> None:
            try:
                await self.tell("interactive", payload)
            except NoAnswer:
                return

        self._start(quietly())

    def tell_event(self, payload: Payload) -> None:
        """Tell the app of an event until it acknowledges, or Slack gives up."""
        self._start(self._until_heard(payload))

    async def _until_heard(self, payload: Payload) -> None:
        trouble = self._faults.next_delivery(is_event=True)
        if trouble is DeliveryFault.LATE:
            await asyncio.sleep(self._faults.plan.late)
        reason = ""
        for number, wait in enumerate(self._waits):
            await asyncio.sleep(wait)
            is_cut = trouble is DeliveryFault.DISCONNECTED and not number
            try:
                await self._deliver("events_api", payload, Attempt(number, reason), is_cut=is_cut)
            except NoAnswer as silence:
                if silence.is_final:
                    return
                reason = silence.reason
            else:
                if number or trouble is not DeliveryFault.DUPLICATED:
                    return
                reason = "http_timeout"  # as when the acknowledgement is lost on its way

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def stop(self) -> None:
        """Give up what is still on its way to the app."""
        waiting = list(self._background)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
