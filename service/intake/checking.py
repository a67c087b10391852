"""Step (3): the letter check over a follow-up's own facts; used by POST, preview, retry and the background pass."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from service.domain.errors import FieldError, InvalidInputError
from service.domain.office import Hours, Office
from service.domain.windows import WindowKind
from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Finding
from service.letters.language import Language
from service.store.records import StoredFollowUp

Document = Mapping[str, Any]
_WORDS: tuple[tuple[Language, str], ...] = (("id", "kata"), ("en", "word"))
NOT_ACCEPTABLE = "tech."  # what makes a letter unreadable, or shows that it was never finished


class Checker(Protocol):
    """What `service.letters.checking.check.Checker` offers; its word lists are loaded at the first check."""

    @property
    def version(self) -> str:
        """The version of the rule set."""

    @property
    def rules(self) -> frozenset[str]:
        """The ids of all rules."""

    def check(
        self,
        subject: str,
        body: str,
        context: LetterContext,
        *,
        language: Language | None = None,
        composed: bool = False,
    ) -> tuple[Finding, ...]:
        """Return what the rules find; `composed`: by this service, of these facts."""

    def greeting_hours(self, subject: str, body: str, language: Language) -> tuple[time, time] | None:
        """Return the local hours [from, to) that a time greeting in the letter fits, or None without one."""


class LetterNeedsChangesError(ValueError):
    """A `block` finding stops the letter until the writer changes it or accepts the rule."""

    def __init__(self, findings: Sequence[Document]) -> None:
        super().__init__("the letter needs changes")
        self.findings = findings  # all of them, as the API answers them


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What leaves, to the letter."""

    subject: str
    body: str
    language: Language
    composed: bool = False  # by this service, of the follow-up's facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the check of one letter came to."""

    findings: list[dict[str, Any]]  # as the API answers them
    rules_version: str
    blocked: bool  # whether a `block` finding is left that its writer has not accepted
    accepted_rules: tuple[str, ...]  # rules of `block` findings that the writer has accepted


class LetterChecking:
    """Checks letters against their follow-up's facts. Any thread may call it; the first call loads the word lists."""

    def __init__(self, load: Callable[[], Checker]) -> None:
        self._load = load

    @property
    def version(self) -> str:
        """The version of the rule set that runs; loads the word lists."""
        return self._load().version

    def warm_up(self) -> None:
        """Load the word lists of both languages, so that the next check does not have to."""
        for language, words in _WORDS:
            self._load().check("", words, LetterContext(), language=language)

    def found(
        self, subject: str, body: str, context: LetterContext, *, language: Language | None, composed: bool = False
    ) -> tuple[Finding, ...]:
        """Return what the rules find in any letter, whatever it holds; `composed`: by this service, of these facts."""
        return self._load().check(subject, body, context, language=language, composed=composed)

    def check(self, letter: Letter, request: Document, plan: Document) -> Checked:
        """Check a letter.

        Args:
            letter: as it will leave.
            request: what `FollowUpRequest.to_document` gave.
            plan: what is told of its plan; its window and day are compared with what the letter says.
        """
        checker = self._load()
        context = context_of(request, plan)
        found = checker.check(letter.subject, letter.body, context, language=letter.language, composed=letter.composed)
        accept = request.get("accept", ())
        blocking = {finding.rule for finding in found if finding.severity == "block"}
        accepted = {rule for rule in blocking if rule in accept and not rule.startswith(NOT_ACCEPTABLE)}
        return Checked(
            findings=[finding.to_document() for finding in found],
            rules_version=checker.version,
            blocked=blocking != accepted,
            accepted_rules=tuple(sorted(accepted)),
        )

    def passed(self, letter: Letter, request: Document, plan: Document) -> Checked:
        """Check a letter that may only go on when nothing blocks it.

        Raises:
            LetterNeedsChangesError: something does.
        """
        checked = self.check(letter, request, plan)
        if checked.blocked:
            raise LetterNeedsChangesError(checked.findings)
        return checked

    def demand_acceptable(self, accept: Sequence[str]) -> None:
        """Refuse to accept what is no rule, or what can't be accepted.

        Raises:
            InvalidInputError: `unknown_rule`, `rule_not_acceptable`.
        """
        wrong = []
        rules = self._load().rules if accept else frozenset()
        for index, rule in enumerate(accept):
            pointer = f"/letter/accept/{index}"
            if rule.startswith(NOT_ACCEPTABLE):
                detail = "Rules of the family tech can't be accepted: change the letter."
                wrong.append(FieldError(pointer=pointer, code="rule_not_acceptable", detail=detail))
            elif rule not in rules:
                detail = "A rule as a finding names it is accepted, such as ask.start-date."
                wrong.append(FieldError(pointer=pointer, code="unknown_rule", detail=detail))
        if wrong:
            raise InvalidInputError(*wrong)

    def greeting_hours(self, letter: Letter, office: Office, windows: Sequence[WindowKind]) -> Hours | None:
        """Return the hours that narrow the windows of a letter which greets by the time of day.

        None without such a greeting, and None when no window of the office has a part inside its hours: the windows
        are not narrowed then, for the greeting itself is a finding.
        """
        found = self._load().greeting_hours(letter.subject, letter.body, letter.language)
        if found is None:
            return None
        hours = Hours(opens=found[0], closes=found[1])
        fits = any(window.kind in windows for window in replace(office, within=hours).windows())
        return hours if fits else None


def letter_in(follow_up: StoredFollowUp) -> Letter:
    """Return the letter of a stored follow-up."""
    language: Language = "en" if follow_up.language == "en" else "id"
    composed = follow_up.phrasing is not None
    return Letter(subject=follow_up.subject, body=follow_up.body, language=language, composed=composed)


def context_of(request: Document, plan: Document) -> LetterContext:
    """Return what a letter is compared with: the facts of its follow-up, and where its plan puts it."""
    zone = ZoneInfo(plan["timezone"])
    window = plan["window"]

    def wall(instant: str) -> time:
        return datetime.fromisoformat(instant).astimezone(zone).time().replace(tzinfo=None)

    recruiter, application = request["recruiter"], request["application"]
    return LetterContext(
        recruiter_name=recruiter["name"],
        honorific=recruiter["honorific"],
        company=application["company"],
        position=application["position"],
        candidate_name=request["candidate"]["name"],
        interviewed_on=date.fromisoformat(application["interviewed_on"]),
        attachments=tuple(file["filename"] for file in request["attachments"]),
        window=window["kind"],
        window_hours=(wall(window["opens_at"]), wall(window["closes_at"])),
        send_on=datetime.fromisoformat(plan["send_at_local"]).date(),
        answers_thread=request["thread"] is not None,
    )
