"""What is answered, as models: they describe the answers in the OpenAPI document."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

InstantOut = Annotated[str, Field(json_schema_extra={"format": "date-time"}, examples=["2026-11-24T05:17:00Z"])]
DateOut = Annotated[str, Field(json_schema_extra={"format": "date"}, examples=["2026-11-23"])]
StatusOut = Literal["scheduled", "sending", "sent", "in_doubt", "failed", "expired", "cancelled", "answered"]


DayKindOut = Literal[
    "working_day", "weekly_rest", "public_holiday", "joint_leave", "override_day_off", "override_working_day"
]


class Answer(BaseModel):
    """An object that is answered; it holds what is listed and nothing else."""

    model_config = ConfigDict(extra="forbid")


class ProblemErrorOut(Answer):
    """One thing that is wrong with one field."""

    pointer: str = Field(description="RFC 6901 JSON pointer into the body, or the name of a query parameter.")
    code: str
    detail: str


class MessageOut(Answer):
    """Why it does harm and what to write instead, in both languages."""

    id: str
    en: str


class FindingOut(Answer):
    """What the letter check says about one place in a letter."""

    rule: str = Field(description="family.name; `letter.accept` takes it, unless its family is tech.")
    severity: Literal["block", "warn", "info"] = Field(description="block stops acceptance, warn and info are told.")
    field: Literal["subject", "body"]
    start: int = Field(description="Unicode code points from the field's beginning.")
    end: int = Field(description="Exclusive.")
    text: str
    message: MessageOut
    suggestions: list[str] = Field(description="Texts that may replace it, the likeliest first.")


class ProblemOut(Answer):
    """A problem (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request_id: str
    errors: list[ProblemErrorOut] | None = Field(default=None, description="Of `invalid_input`, and what is like it.")
    follow_up: str | None = Field(default=None, description="Of `duplicate`: the path of the one that exists.")
    follow_up_id: str | None = Field(default=None, description="Of `duplicate`: its id.")
    follow_up_status: str | None = Field(default=None, description="Of `wrong_status` and `not_changeable`.")
    retry_after_seconds: int | None = Field(default=None, description="Of a 429, as in `Retry-After`.")
    findings: list[FindingOut] | None = Field(default=None, description="Of `letter_needs_changes`.")


class WindowOut(Answer):
    """A send window, closed-open."""

    kind: Literal["break", "pre_close"]
    opens_at: InstantOut
    closes_at: InstantOut


class SkippedOut(Answer):
    """A day on which nothing is sent, with the first reason that applies."""

    date: DateOut
    reason: Literal[
        "before_promise_lapsed", "weekly_rest", "closed", "override", "public_holiday", "joint_leave", "windows_over"
    ]
    name: str | None = None


class PlanOut(Answer):
    """What will happen, when, and why."""

    not_before_on: DateOut = Field(description="The first local date that the promise allows.")
    earliest: InstantOut
    send_at: InstantOut
    send_at_local: InstantOut
    window: WindowOut = Field(description="The window that send_at lies in.")
    timezone: str
    provisional: bool
    reason: Literal[
        "promise", "retry", "missed_window", "account_cap", "recruiter_cap", "account_paused", "calendar_changed"
    ]
    skipped: list[SkippedOut]
    why: str


class PromiseOut(Answer):
    """The promise as understood."""

    answer_by: DateOut
    said: str | None = None
    counted_from: DateOut
    assumed: bool


class CandidateOut(Answer):
    """Who writes."""

    name: str
    email: str
    phone: str | None = None


class RecruiterOut(Answer):
    """Who is written to."""

    email: str
    name: str | None
    honorific: Literal["Bapak", "Ibu", "Mr", "Ms"] | None


class ApplicationOut(Answer):
    """What the interview was for."""

    company: str
    position: str
    interviewed_on: DateOut


class OfficeOut(Answer):
    """The office with every default filled in; it can be posted as it is."""

    timezone: str
    province: str | None = None
    working_days: list[Literal["mon", "tue", "wed", "thu", "fri", "sat"]]
    break_: dict[str, list[str] | None] = Field(alias="break")
    closes_at: dict[str, str | None]
    pre_close_minutes: int
    observes_joint_leave: bool
    closed_on: list[DateOut]
    ramadan: bool


class AttachmentOut(Answer):
    """A file that goes with the letter."""

    filename: str
    size: int = Field(description="Bytes.")
    sha256: str


class ThreadOut(Answer):
    """The mail that the follow-up answers."""

    message_id: str | None
    subject: str | None
    references: list[str]


class LetterOut(Answer):
    """The letter as it will leave, to the letter."""

    subject: str
    body: str
    language: Literal["id", "en"]
    accept: list[str] = Field(description="Rules that its writer accepts.")
    findings: list[FindingOut]
    rules_version: str | None = Field(description="Of the rule set that it was last checked with.")


class LetterCheckOut(Answer):
    """What the letter check finds."""

    id: str | int | None
    findings: list[FindingOut] = Field(description="Subject before body, then by place.")
    blocked: bool = Field(description="Whether a finding would stop a follow-up with this letter.")
    rules_version: str


class ComposedOut(Answer):
    """A letter as the service composes it."""

    subject: str
    body: str
    language: Literal["id", "en"]
    phrasing: str = Field(description="Which wording it is.")
    findings: list[FindingOut]
    rules_version: str


class AttemptOut(Answer):
    """One SMTP try."""

    n: int
    started_at: InstantOut
    stage: Literal["connect", "banner", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "content", "dot"]
    reply_code: int | None
    reply_text: str | None
    outcome: Literal["sent", "transient", "permanent", "account", "in_doubt", "cut"]
    counted: bool


class PreviewOut(Answer):
    """What a POST of the same body would answer, without an id."""

    status: StatusOut
    candidate: CandidateOut
    recruiter: RecruiterOut
    application: ApplicationOut
    promise: PromiseOut
    office: OfficeOut
    windows: list[Literal["break", "pre_close"]]
    attachments: list[AttachmentOut]
    thread: ThreadOut | None
    account: str
    reference: str | None
    expires_after_working_days: int
    allow_duplicate: bool
    plan: PlanOut
    expires_at: InstantOut
    letter: LetterOut
    message_id: str | None
    attempts: list[AttemptOut]
    cancel_requested: bool
    answered_at: InstantOut | None
    created_at: InstantOut
    updated_at: InstantOut
    wiped_at: InstantOut | None = Field(
        description="When names, addresses, letter, files and bytes were wiped; these texts are empty from then on."
    )


class FollowUpOut(PreviewOut):
    """A follow-up as it stands."""

    id: str


class FollowUpListOut(Answer):
    """One page of follow-ups, newest first."""

    items: list[FollowUpOut]
    next_cursor: str | None = Field(description="Ask for the next page with it; null: this was the last one.")


class EventOut(Answer):
    """One entry of a follow-up's history."""

    at: InstantOut
    type: str
    detail: dict[str, Any]


class EventListOut(Answer):
    """A follow-up's history, oldest first."""

    items: list[EventOut]


class DayWindowOut(Answer):
    """Allowed hours of a day, local wall time, closed-open, and as instants."""

    kind: Literal["break", "pre_close"]
    opens: str
    closes: str
    opens_at: InstantOut
    closes_at: InstantOut


class CalendarDayOut(Answer):
    """A day of the Indonesian calendar, with the windows of an office of the usual hours."""

    date: DateOut
    working: bool
    kind: DayKindOut
    name: str | None
    source: str
    windows: list[DayWindowOut]
    ramadan: bool
    provisional: bool


class CalendarDaysOut(Answer):
    """Days, oldest first."""

    timezone: str
    province: str | None
    items: list[CalendarDayOut]


class OverrideOut(Answer):
    """A day declared off, or declared worked, after the decree."""

    date: DateOut
    province: str | None
    kind: Literal["day_off", "working_day"]
    name: str


class OverrideListOut(Answer):
    """Every override, by date."""

    items: list[OverrideOut]


class OverridePutOut(OverrideOut):
    """The override as it holds now."""

    replanned: int = Field(description="Follow-ups that were given another send_at before this answer.")


class HealthOut(Answer):
    """The process is alive."""

    status: Literal["ok"]


class CheckOut(Answer):
    """One thing that readiness rests on."""

    ok: bool
    detail: str


class ReadyOut(Answer):
    """Whether the service can do its work; warnings never make it unready."""

    status: Literal["ready", "not_ready"]
    checks: dict[str, CheckOut]
    warnings: list[str]


class TestClockOut(Answer):
    """The pretended time."""

    __test__ = False  # pytest: not a test class

    now: InstantOut
    speed: float
