"""What the routes work with; `service.app` puts one of these on the application's state."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from service.accounts.book import AccountBook
from service.accounts.connecting import Connecting
from service.credentials import Vault
from service.domain.clock import Clock
from service.egress.posting import Poster
from service.intake.accepting import Intake
from service.intake.batching import Batching
from service.intake.changing import Changing
from service.intake.checking import LetterChecking
from service.intake.forgetting import Forgetting
from service.intake.rechecking import Rechecking
from service.intake.registering import Registering
from service.intake.suppressing import Suppressing
from service.letters.phrasings import Phrasings
from service.planning.pacing import Pacing
from service.planning.plans import Planning
from service.planning.replanning import Replanning
from service.sandbox import Maildir
from service.store.engine import Database
from service.store.writer import Writer
from service.telemetry import Metrics


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The layers below, wired."""

    database: Database
    writer: Writer
    clock: Clock
    planning: Planning
    pacing: Pacing
    replanning: Replanning
    intake: Intake
    changing: Changing
    batching: Batching
    suppressing: Suppressing
    forgetting: Forgetting
    registering: Registering
    book: AccountBook
    connecting: Connecting
    vault: Vault
    poster: Poster  # to owners' webhooks
    checking: LetterChecking
    rechecking: Rechecking
    phrasings: Phrasings
    metrics: Metrics
    allow_reserved_addresses: bool
    maildir: Maildir | None  # of the sandbox; None: letters leave the machine


async def services_of(request: Request) -> Services:  # a plain function would be run in a thread, at every request
    """Return the services of the application that serves this request."""
    services: Services = request.app.state.services
    return services


Wired = Annotated[Services, Depends(services_of)]
