"""aiosmtplib with ready bytes on kept connections, without any record of what was sent: the least a sender can do."""

import asyncio
import json
import sys
from collections.abc import Iterator

import aiosmtplib

from tests.bench.letters import Letter, Terms, letters_of, message_of
from tests.bench.orders import orders, say


async def send_all(terms: Terms, waiting: Iterator[tuple[Letter, bytes]]) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(terms["connections"]):
            group.create_task(_one_connection(terms["port"], waiting))


async def _one_connection(port: int, waiting: Iterator[tuple[Letter, bytes]]) -> None:
    smtp = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, local_hostname="peer.test", start_tls=False)
    async with smtp:
        for letter, content in waiting:
            await smtp.sendmail(letter["sender"], [letter["recipient"]], content)


def main() -> None:
    terms: Terms = json.loads(sys.argv[1])
    ready = [(each, message_of(each).as_bytes()) for each in letters_of(terms)]
    say(ready=len(ready))
    for _ in orders():
        asyncio.run(send_all(terms, iter(ready)))


if __name__ == "__main__":
    main()
