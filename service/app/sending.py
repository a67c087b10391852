"""What sends, for one process: dispatch, and the part that tells webhooks."""

import os
import secrets
import socket
from datetime import timedelta

from service.api.services import Services
from service.app.parts import Parts
from service.dispatch.breaker import Breaker
from service.dispatch.claiming import Claiming
from service.dispatch.delivery import Delivery
from service.dispatch.links import Links
from service.dispatch.loading import Loading
from service.dispatch.loop import MOST_AT_WORK, Dispatch
from service.dispatch.recording import Recorder
from service.domain.pacing import BreakerPolicy
from service.domain.retry import RetryPolicy
from service.planning.set_aside import SetAside
from service.webhooks.delivery import Posting
from service.webhooks.loop import Webhooks


def dispatch_of(
    parts: Parts, services: Services, *, links: Links | None = None, most_at_work: int = MOST_AT_WORK
) -> Dispatch:
    """Return the part that sends, for one process; over real connections unless `links` are given."""
    settings, clock = parts.settings, parts.clock
    lease = timedelta(seconds=settings.lease_seconds)
    links = links or Links(clock, services.connecting.open)
    set_aside = SetAside(clock)
    loading = Loading(clock=clock, accounts=services.book)
    recorder = Recorder(
        writer=services.writer,
        clock=clock,
        planning=services.planning,
        pacing=services.pacing,
        breaker=Breaker(BreakerPolicy()),
        policy=RetryPolicy(delays=settings.retry_delays, max_tries=settings.max_tries),
        set_aside=set_aside,
        counting=services.metrics,
        instance=f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}",
    )
    delivery = Delivery(
        database=services.database,
        writer=services.writer,
        clock=clock,
        planning=services.planning,
        links=links,
        recorder=recorder,
        loading=loading,
        lease=lease,
    )
    return Dispatch(
        database=services.database,
        writer=services.writer,
        clock=clock,
        planning=services.planning,
        replanning=services.replanning,
        delivery_=delivery,
        recorder=recorder,
        links=links,
        claims=Claiming(
            clock=clock,
            planning=services.planning,
            pacing=services.pacing,
            recorder=recorder,
            set_aside=set_aside,
            per_recruiter_per_window=settings.per_recruiter_per_window,
            per_domain_per_window=settings.per_domain_per_window,
            lease=lease,
            loading=loading,
        ),
        book=services.book,
        most_at_work=most_at_work,
        counting=services.metrics,
    )


def webhooks_of(parts: Parts, services: Services) -> Webhooks:
    """Return the part that tells owners' webhooks, for one process."""
    posting = Posting(
        writer=services.writer,
        clock=parts.clock,
        vault=services.vault,
        poster=services.poster,
        chance=secrets.SystemRandom().random,
    )
    return Webhooks(database=services.database, writer=services.writer, clock=parts.clock, posting=posting)
