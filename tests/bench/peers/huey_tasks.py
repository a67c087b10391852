"""huey with SQLite: one task an e-mail, run by a consumer with threads."""

import json
import os
import signal
import sys
import threading
from datetime import datetime
from pathlib import Path

from huey import SqliteHuey

from tests.bench.letters import Terms, letters_of, send
from tests.bench.orders import orders, say


def main() -> None:
    terms: Terms = json.loads(sys.argv[1])
    huey = SqliteHuey("letters", filename=str(Path(terms["folder"]) / "huey.db"), results=False)
    task = huey.task()(send)
    now = datetime.now()  # noqa: DTZ005  # huey's documentation has local time
    for letter in letters_of(terms):
        task.schedule((terms["port"], letter), eta=now)
    say(ready=terms["letters"])
    consumer = huey.create_consumer(workers=terms["connections"], worker_type="thread", periodic=False)
    waiting = orders()
    next(waiting)

    def obey() -> None:
        for _ in waiting:
            pass
        os.kill(os.getpid(), signal.SIGTERM)  # its own way to end

    threading.Thread(target=obey, daemon=True).start()
    consumer.run()


if __name__ == "__main__":
    main()
