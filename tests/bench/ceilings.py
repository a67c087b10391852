"""What postfix's own tools reach on this machine: no Python, no database, kept connections."""

import os
import socket
import subprocess
from shutil import which
from time import monotonic

from tests.bench.ground import Ground
from tests.bench.rounds import Contender, Figures
from tests.peers.service_process import free_port, until

LETTERS = 10_000
BYTES = 1_500


def of_postfix(ground: Ground) -> dict[str, Contender]:
    """Return smtp-source → smtp-sink as a contender where postfix is installed."""
    source, sink = _program("smtp-source"), _program("smtp-sink")
    if source is None or sink is None:
        ground.tell("without smtp-source and smtp-sink: postfix is not installed")
        return {}
    port = free_port()
    who = ["-u", "nobody"] if os.getuid() == 0 else []  # it will not run as root
    server = subprocess.Popen(  # noqa: S603  # a program of this machine
        [sink, *who, f"127.0.0.1:{port}", "1000"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    ground.ends.callback(server.wait, 10)
    ground.ends.callback(server.terminate)
    until(lambda: _listens(port), bool)

    def run(_number: int) -> Figures:
        letters = min(LETTERS, 10 * ground.size.letters)
        options = ["-d", "-s", str(ground.size.connections), "-m", str(letters), "-l", str(BYTES)]
        began = monotonic()
        subprocess.run(  # noqa: S603  # a program of this machine
            [source, *options, "-f", "a@bench.test", "-t", "b@bench.test", f"127.0.0.1:{port}"],
            check=True,
            timeout=120,
            stdin=subprocess.DEVNULL,
        )
        return {"letters_per_s": letters / (monotonic() - began)}

    return {"smtp-source → smtp-sink": run}


def _program(name: str) -> str | None:
    return which(name) or which(name, path="/usr/sbin")


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
