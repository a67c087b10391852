"""The layers below, wired: what routes and dispatch work with."""

from service import __version__
from service.accounts.book import DEFAULT_ACCOUNT, AccountBook
from service.accounts.connecting import Connecting
from service.accounts.tokens import Tokens
from service.api.services import Services
from service.app.parts import Parts, book_of
from service.calendar.indonesian import IndonesianCalendar
from service.domain.pacing import Caps
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
from service.reference import load_calendar, load_checker, load_phrasings
from service.sandbox import Maildir
from service.settings import Settings
from service.store.writer import Writer
from service.telemetry import Metrics

SANDBOX_FOLDER = "sandbox"  # of the data directory: the Maildir


def services_for(
    parts: Parts,
    *,
    writer: Writer | None = None,
    calendar: IndonesianCalendar | None = None,
    phrasings: Phrasings | None = None,
) -> Services:
    """Return what the routes work with; the writer's thread runs from here on.

    Args:
        parts: what to make it of.
        writer: in place of one of its own.
        calendar: read from the package unless given.
        phrasings: likewise.
    """
    settings, clock, database = parts.settings, parts.clock, parts.database
    book = book_of(parts)
    metrics = Metrics(version=__version__, role=parts.role)
    writer = writer or Writer(
        database.writer,
        committed=lambda commit: metrics.committed(jobs=commit.jobs, waited_seconds=commit.waited_seconds),
    )
    tokens = Tokens(clock=clock, vault=settings.vault, database=database, writer=writer)
    connecting = Connecting(tokens)
    maildir = Maildir(settings.data_dir / SANDBOX_FOLDER)
    planning = Planning(calendar or load_calendar())
    pacing = _pacing_of(settings)
    checking = LetterChecking(load_checker)
    phrasings = phrasings or load_phrasings()
    intake = _intake_of(
        parts, writer=writer, planning=planning, phrasings=phrasings, pacing=pacing, checking=checking, book=book
    )
    return Services(
        database=database,
        writer=writer,
        clock=clock,
        planning=planning,
        pacing=pacing,
        replanning=Replanning(database=database, writer=writer, planning=planning, pacing=pacing, clock=clock),
        intake=intake,
        changing=Changing(writer=writer, clock=clock, planning=planning, pacing=pacing, accounts=book),
        batching=Batching(database=database, writer=writer, clock=clock, storing=intake.storing),
        suppressing=Suppressing(database=database, writer=writer, clock=clock),
        forgetting=Forgetting(database=database, writer=writer, clock=clock, kept=settings.kept, maildir=maildir),
        registering=Registering(
            database=database, writer=writer, clock=clock, vault=settings.vault, book=book, connecting=connecting
        ),
        checking=checking,
        rechecking=Rechecking(
            database=database, writer=writer, clock=clock, planning=planning, pacing=pacing, checking=checking
        ),
        phrasings=phrasings,
        metrics=metrics,
        book=book,
        connecting=connecting,
        vault=settings.vault,
        poster=Poster(allowed=settings.allowed_webhook_hosts),
        allow_reserved_addresses=settings.smtp_is_loopback,
        maildir=maildir if parts.sandboxed else None,
    )


def _intake_of(
    parts: Parts,
    *,
    writer: Writer,
    planning: Planning,
    phrasings: Phrasings,
    pacing: Pacing,
    checking: LetterChecking,
    book: AccountBook,
) -> Intake:
    return Intake(
        database=parts.database,
        writer=writer,
        clock=parts.clock,
        planning=planning,
        phrasings=phrasings,
        pacing=pacing,
        checking=checking,
        accounts=book,
        per_owner_per_day=parts.settings.per_owner_per_day,
    )


def _pacing_of(settings: Settings) -> Pacing:
    caps = Caps(per_minute=settings.smtp_per_minute, per_day=settings.smtp_per_day)
    return Pacing(
        caps={DEFAULT_ACCOUNT: caps},
        per_recruiter_per_window=settings.per_recruiter_per_window,
        per_domain_per_window=settings.per_domain_per_window,
    )
