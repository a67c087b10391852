"""How fast the sink takes letters: ready bytes, kept connections, MAIL, RCPT and DATA in one write, no database.

`python -m tests.bench.raw_sender TERMS`; it sends at the order `go`.
"""

import asyncio
import json
import sys
from collections.abc import Iterator

from tests.bench.letters import Letter, Terms, letters_of, message_of
from tests.bench.orders import orders, say


async def send_all(terms: Terms, ready: Iterator[tuple[bytes, bytes]]) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(terms["connections"]):
            group.create_task(_one_connection(terms["port"], ready))


async def _one_connection(port: int, ready: Iterator[tuple[bytes, bytes]]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.readline()
    writer.write(b"EHLO raw.test\r\n")
    while not (await reader.readline()).startswith(b"250 "):
        pass
    for envelope, content in ready:
        writer.write(envelope)
        for expected in (b"250", b"250", b"354"):
            assert (await reader.readline()).startswith(expected)
        writer.write(content)
        assert (await reader.readline()).startswith(b"250")
    writer.write(b"QUIT\r\n")
    await reader.readline()
    writer.close()


def envelope_of(letter: Letter) -> bytes:
    return f"MAIL FROM:<{letter['sender']}>\r\nRCPT TO:<{letter['recipient']}>\r\nDATA\r\n".encode()


def main() -> None:
    terms: Terms = json.loads(sys.argv[1])
    ready = [
        (envelope_of(each), message_of(each).as_bytes().replace(b"\n", b"\r\n") + b".\r\n")
        for each in letters_of(terms)
    ]
    say(ready=len(ready))
    for _ in orders():
        asyncio.run(send_all(terms, iter(ready)))


if __name__ == "__main__":
    main()
