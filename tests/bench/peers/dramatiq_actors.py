"""dramatiq with Redis: one message an e-mail, run by its own command with two processes.

`python -m tests.bench.peers.dramatiq_actors TERMS` fills the queue and starts that command at the order `go`; the
command imports this module by its name, and finds the broker's address in the environment.
"""

import json
import os
import subprocess
import sys

import dramatiq
from dramatiq.brokers.redis import RedisBroker

from tests.bench.letters import Terms, letters_of, send
from tests.bench.orders import orders, say

VARIABLE = "BENCH_REDIS_URL"
PROCESSES = 2

if VARIABLE in os.environ:
    dramatiq.set_broker(RedisBroker(url=os.environ[VARIABLE]))
    follow_up = dramatiq.actor(send, actor_name="follow_up", queue_name="bench")


def main() -> None:
    terms: Terms = json.loads(sys.argv[1])
    broker = RedisBroker(url=terms["url"])
    broker.flush_all()
    dramatiq.set_broker(broker)
    actor = dramatiq.actor(send, actor_name="follow_up", queue_name="bench")
    for letter in letters_of(terms):
        actor.send(terms["port"], letter)
    say(ready=terms["letters"])
    threads = max(1, terms["connections"] // PROCESSES)
    command = [sys.executable, "-m", "dramatiq", "tests.bench.peers.dramatiq_actors"]
    options = ["--processes", str(PROCESSES), "--threads", str(threads), "--queues", "bench"]
    workers = [_started([*command, *options], terms["url"]) for _ in orders()]
    for each in workers:
        each.terminate()
        each.wait(20)


def _started(command: list[str], url: str) -> "subprocess.Popen[bytes]":
    quiet = subprocess.DEVNULL
    return subprocess.Popen(  # noqa: S603  # its own command line
        command, env={**os.environ, VARIABLE: url}, stdin=quiet, stdout=quiet, stderr=quiet
    )


if __name__ == "__main__":
    main()
