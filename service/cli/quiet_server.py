"""uvicorn's server, waking once a second instead of ten times: an idle service should cost next to nothing."""

import asyncio
from types import FrameType

import uvicorn

_TICKS_A_SECOND = 10  # as uvicorn counts them: every tenth renews the Date header


class QuietServer(uvicorn.Server):
    """Looks whether to stop once a second, and at once when a signal says so."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._told: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def main_loop(self) -> None:
        """Wait until told to stop."""
        self._loop, self._told = asyncio.get_running_loop(), asyncio.Event()
        while not await self.on_tick(counter=_TICKS_A_SECOND):
            self._loop.call_later(1.0, self._told.set)
            await self._told.wait()
            self._told.clear()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Note a signal, as uvicorn does, and wake up."""
        super().handle_exit(sig, frame)
        if self._loop is not None and self._told is not None:
            self._loop.call_soon_threadsafe(self._told.set)
