"""What the server's log says about what was promised: pure. The service's word is only ever the accused."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.domain.outcome import Stage
from tests.campaign.letters import Kind, recipient
from tests.campaign.peer import Try
from tests.campaign.posting import Accepted

OPEN = frozenset({"scheduled", "sending"})
DIED = "the process that sent it ended before it knew the answer"  # what the service tells of a doubt after a kill
WAY_SECONDS = 0.5  # real: from the write of a dot to the server's stamp on a busy machine
# Real: from the server's answer to the outcome's commit. 1.6 s were seen while processes started on two slow cores.
COMMIT_SECONDS = 2.5
LONGEST_ANSWER_SECONDS = 0.5  # a slow answer, in drops


@dataclass(frozen=True, slots=True, kw_only=True)
class Blow:
    """A kill (no length) or a stop, in monotonic seconds."""

    process: str
    began: float
    ended: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """A move of the pretended clock; processes see it within a second."""

    began: float  # monotonic
    ended: float
    seconds: float  # pretended

    def about(self, instant: float) -> bool:
        return self.began <= instant <= self.ended + 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that a run left behind."""

    accepted: Mapping[int, Accepted]
    refused: Sequence[str]
    told: Sequence[Mapping[str, Any]]  # every follow-up as the service tells it
    tries: Sequence[Try]
    kills: Sequence[Blow]
    stops: Sequence[Blow]
    jumps: Sequence[Jump]
    speed: float


@dataclass(kw_only=True)
class Verdict:
    """Lists name letters; all but the last six must be empty."""

    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    stored_twice: list[str] = field(default_factory=list)
    out_of_window: list[str] = field(default_factory=list)
    failed_though_delivered: list[str] = field(default_factory=list)  # or open, expired
    sent_though_not_delivered: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    in_doubt_avoidable: list[str] = field(default_factory=list)
    in_doubt_by_fault: list[str] = field(default_factory=list)
    in_doubt_by_kill: list[str] = field(default_factory=list)
    in_doubt_by_stop: list[str] = field(default_factory=list)
    in_doubt_seen_late: list[str] = field(default_factory=list)  # a fault before the dot that showed after the look
    held_at_end: list[str] = field(default_factory=list)  # past C1, lease not over yet; also counted above
    at_the_edge: list[str] = field(default_factory=list)  # stamped within `WAY_SECONDS` after the close

    @property
    def violations(self) -> int:
        return sum(
            len(found)
            for found in (
                self.lost,
                self.duplicated,
                self.stored_twice,
                self.out_of_window,
                self.failed_though_delivered,
                self.sent_though_not_delivered,
                self.refused,
                self.in_doubt_avoidable,
            )
        )


def judge(evidence: Evidence) -> Verdict:
    """Hold what was promised against what arrived."""
    verdict = Verdict(refused=list(evidence.refused))
    tries: dict[str, list[Try]] = defaultdict(list)
    for each in evidence.tries:
        tries[each.recipient].append(each)
    told: dict[str, Mapping[str, Any]] = {}
    stored: dict[str, list[str]] = defaultdict(list)
    for follow_up in evidence.told:
        told[follow_up["id"]] = follow_up
        stored[follow_up["recruiter"]["email"]].append(follow_up["id"])
    verdict.stored_twice = [f"{mailbox}: {ids}" for mailbox, ids in stored.items() if len(ids) > 1]
    for number, accepted in evidence.accepted.items():
        mailbox = recipient(number)
        _judge_letter(mailbox, told.get(accepted.id), tries[mailbox], evidence, verdict)
        _judge_times(mailbox, accepted.kind, tries[mailbox], evidence, verdict)
    for mailbox, of_it in tries.items():
        copies = sum(each.copy for each in of_it)
        if copies > 1:
            verdict.duplicated.append(f"{mailbox}: {copies} copies")
    return verdict


def _judge_letter(
    mailbox: str, told: Mapping[str, Any] | None, tries: list[Try], evidence: Evidence, verdict: Verdict
) -> None:
    delivered = any(each.copy for each in tries)
    status = None if told is None else told["status"]
    at_work = status == "sending" and bool(tries) and tries[-1].content_at is not None
    past_c1 = at_work and tries[-1].letter is not None
    if told is None:
        verdict.lost.append(f"{mailbox}: not in the database")
    elif at_work and not past_c1:  # the server is still reading it: nothing is in doubt yet
        verdict.held_at_end.append(mailbox)
    elif status == "in_doubt" or past_c1:
        if past_c1:
            verdict.held_at_end.append(mailbox)
        attempts = told["attempts"]
        died = past_c1 or (bool(attempts) and attempts[-1]["reply_text"] == DIED)
        _judge_doubt(mailbox, tries, evidence, verdict, died=died)
    elif status == "sent" and not delivered:
        verdict.sent_though_not_delivered.append(mailbox)
    elif status in OPEN and not delivered:
        verdict.lost.append(f"{mailbox}: still {status}")
    elif status != "sent" and delivered:
        verdict.failed_though_delivered.append(f"{mailbox}: {status}")


def _judge_doubt(mailbox: str, tries: list[Try], evidence: Evidence, verdict: Verdict, *, died: bool) -> None:
    """Find what made a letter's state unknowable.

    A fault that hid the server's answer always explains it. When the service says that the process died, else only a
    kill of that very process while the letter was past the 354 does, or one that came later, while the outcome could
    not be stored because a process, this one or one in the middle of a transaction, had been stopped; when it says
    another thing, a stop of that process, or a fault that showed after the look.
    """
    last = _doubted(tries, evidence.stops)
    if last is None or last.content_at is None or last.letter is None:
        verdict.in_doubt_avoidable.append(f"{mailbox}: no try came as far as the content")
        return
    answered = (last.dot_at or last.content_at) + (LONGEST_ANSWER_SECONDS if last.slow else 0.0)
    blows = evidence.kills if died else evidence.stops
    hits = [
        blow
        for blow in blows
        if blow.process == last.process and blow.ended >= last.content_at and blow.began <= answered + COMMIT_SECONDS
    ]
    fault = last.fault
    told = f"{mailbox}: {'no fault' if fault is None else f'{fault.stage} {fault.name}'}"
    if died and hits:
        read = "not read" if last.dot_at is None else f"read {hits[0].began - last.dot_at:.3f} s before the kill"
        verdict.in_doubt_by_kill.append(f"{told}, dot {read}")
    elif fault is not None and fault.hides_answer:
        verdict.in_doubt_by_fault.append(told)
    elif died:
        _judge_late_kill(told, last, answered, evidence, verdict)
    elif hits:
        verdict.in_doubt_by_stop.append(told)
    elif fault is not None and fault.stage is Stage.CONTENT:
        verdict.in_doubt_seen_late.append(told)
    else:
        verdict.in_doubt_avoidable.append(f"{told}, dot {'not ' if last.dot_at is None else ''}read")


def _judge_late_kill(told: str, last: Try, answered: float, evidence: Evidence, verdict: Verdict) -> None:
    """Judge a letter whose process was alive for longer than a commit takes after the server's answer."""
    later = [kill.began for kill in evidence.kills if kill.process == last.process and kill.began > answered]
    if not later:
        verdict.in_doubt_avoidable.append(f"{told}, nobody killed the process then")
        return
    killed = min(later)
    told = f"{told}, the process was killed {killed - answered:.3f} s after the answer"
    if _stood_still(evidence.stops, since=answered, until=killed):
        verdict.in_doubt_by_kill.append(f"{told}, one stood still meanwhile")
    else:
        verdict.in_doubt_avoidable.append(told)


def _stood_still(stops: Sequence[Blow], *, since: float, until: float) -> bool:
    """Whether processes that were stopped, one or several after each other, left no time for a commit."""
    free_from = since
    for stop in sorted(stops, key=lambda one: one.began):
        if stop.began > free_from + COMMIT_SECONDS:
            break
        free_from = max(free_from, stop.ended)
    return free_from > since and free_from + COMMIT_SECONDS >= until


def _doubted(tries: list[Try], stops: Sequence[Blow]) -> Try | None:
    """Return the try that left the doubt: the last one, unless a process that had been stopped came back after it.

    Such a process goes on with what it held: it meets a fault before the dot, or is refused its C1 and drops the link.
    Its try ends last, without a dot, and explains nothing. Before it stands the try of another process, whose dot was
    read.
    """
    for each in reversed(tries[:-1]):
        last = tries[-1]
        ends_early = last.fault is None or last.fault.stage is Stage.DATA
        refused = last.letter is not None and last.dot_at is None and ends_early
        if each.letter is None or not (refused or _came_back(last, after=each, stops=stops)):
            break
        if each.dot_at is not None and each.process != last.process:
            return each
    return tries[-1] if tries else None


def _came_back(last: Try, *, after: Try, stops: Sequence[Blow]) -> bool:
    """Whether a try without any content is that of a process that stood still while the one before it took place."""
    return last.content_at is None and any(
        stop.process == last.process and stop.began <= after.began <= stop.ended <= last.began for stop in stops
    )


def _judge_times(mailbox: str, kind: Kind, tries: list[Try], evidence: Evidence, verdict: Verdict) -> None:
    for each in tries:
        if each.letter is None or each.dot_at is None or kind.holds(each.letter.at):
            continue
        at = each.letter.at
        old = [jump for jump in evidence.jumps if jump.about(each.dot_at)]
        if any(kind.holds(type(at).fromtimestamp(at.timestamp() - jump.seconds, at.tzinfo)) for jump in old):
            continue
        late = kind.seconds_after_close(at)
        if late is not None and late <= WAY_SECONDS * evidence.speed:
            verdict.at_the_edge.append(f"{mailbox}: {late / evidence.speed:.3f} s real after the close")
        else:
            verdict.out_of_window.append(f"{mailbox} ({kind.name}): {at.isoformat()}")
