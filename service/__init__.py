"""Tanyakabar: the follow-up after a job interview, sent once, politely, and only when it is welcome.

Data goes one way. Nine steps, each with the module that does it:

    (1) an HTTP request comes in                        service.api.follow_ups
    (2) it is validated: shape, then meaning            service.api.schemas, service.domain
    (3) its letter is composed or taken, and checked    service.intake, service.letters
    (4) its send time is planned                        service.planning, service.domain.planner
    (5) it is stored in one commit and answered 201     service.intake, service.store.writer
    (6) it is claimed when due, under a lease           service.ticker, service.dispatch.claiming
    (7) its bytes are rendered and frozen               service.dispatch.loading, service.mail.wire
    (8) it is sent in one SMTP transaction              service.dispatch.delivery, service.mail.link
    (9) the outcome is recorded and read back           service.dispatch.recording, service.api.follow_ups

`service.app` builds and wires all of it; `service.cli` is the command line. Layers are kept by import-linter
(pyproject.toml): command line and demo → app → api, ticker, reference → intake, dispatch, webhooks → planning,
accounts → store, mail, letters, calendar, sandbox, credentials, telemetry → egress → domain.
"""

__version__ = "0.1.0"
