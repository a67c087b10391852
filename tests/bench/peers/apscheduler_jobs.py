"""APScheduler 3.11: one `date` job an e-mail in an SQLAlchemyJobStore on SQLite, run by its thread pool."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from tests.bench.letters import Terms, letters_of, send
from tests.bench.orders import orders, say


def main() -> None:
    terms: Terms = json.loads(sys.argv[1])
    scheduler = BackgroundScheduler(
        jobstores={"default": SQLAlchemyJobStore(url=f"sqlite:///{Path(terms['folder']) / 'jobs.sqlite'}")},
        executors={"default": ThreadPoolExecutor(terms["connections"])},
        job_defaults={"misfire_grace_time": None},  # its default drops what is a second late
        timezone=UTC,
    )
    scheduler.start(paused=True)
    now = datetime.now(UTC)
    for letter in letters_of(terms):
        scheduler.add_job(send, "date", run_date=now, args=[terms["port"], letter])
    say(ready=terms["letters"])
    for _ in orders():
        scheduler.resume()
    scheduler.shutdown(wait=False)


if __name__ == "__main__":
    main()
