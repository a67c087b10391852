"""Procrastinate with PostgreSQL: one job an e-mail, run by an asynchronous worker with a bounded concurrency."""

import asyncio
import importlib
import json
import sys
import threading

import aiosmtplib
import procrastinate

from tests.bench.letters import Letter, Terms, letters_of, message_of
from tests.bench.orders import orders, say


async def send(port: int, letter: Letter) -> None:
    """Send one letter as the documentation of aiosmtplib has it."""
    await aiosmtplib.send(message_of(letter), hostname="127.0.0.1", port=port, local_hostname="peer.test")


async def run(terms: Terms) -> None:
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=terms["url"]))
    task = app.task(name="follow_up", queue="bench")(send)
    loop, go, over = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

    def obey() -> None:
        for _ in orders():
            loop.call_soon_threadsafe(go.set)
        loop.call_soon_threadsafe(over.set)

    async with app.open_async():
        if not await app.check_connection_async():
            await app.schema_manager.apply_schema_async()
        await task.batch_defer_async(*({"port": terms["port"], "letter": letter} for letter in letters_of(terms)))
        say(ready=terms["letters"])
        threading.Thread(target=obey, daemon=True).start()
        await go.wait()
        worker = asyncio.create_task(app.run_worker_async(queues=["bench"], concurrency=terms["connections"]))
        await over.wait()
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)


def main() -> None:
    asyncio.run(run(json.loads(sys.argv[1])))


if __name__ == "__main__":  # an application of Procrastinate has to stand in a module with a name
    importlib.import_module("tests.bench.peers.procrastinate_tasks").main()
