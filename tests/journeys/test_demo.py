import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any, Self

import pytest

from service.demo.cases import ANSWERED, CASES, ORDINARY, REFUSED, WEEKEND, Case
from service.demo.client import Client
from service.demo.proof import WIB, Expectation, Window, judge
from service.demo.screen import Screen
from service.demo.story import Board, End, Reply, Row, Skip, Step, Wait, next_step
from service.sandbox import SandboxLetter

ROOT = Path(__file__).parents[2]
SECONDS = 90  # for a whole run; it takes about 13, and under 60 on a machine that is busy
ANSI = "\x1b["
# The letter comes on the 17th as ever; what was written down by hand says the 18th.
ONE_DAY_OFF = """
from dataclasses import replace
from datetime import timedelta
from service.demo.cases import ORDINARY
from service.demo.proof import Window
from service.demo.run import run_demo
(window,) = ORDINARY.expected.windows
late = Window(opens=window.opens + timedelta(days=1), closes=window.closes + timedelta(days=1))
raise SystemExit(run_demo([replace(ORDINARY, expected=replace(ORDINARY.expected, windows=(late,)))]))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    code: int
    out: str
    err: str
    left_behind: list[str]  # in the folder for temporary files


def _heed_ctrl_c() -> None:
    """Undo what a shell does to all that it starts in the background: ignoring SIGINT is inherited."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Running:
    """A demo in a process of its own, in an environment that would mislead it if it read any."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        folder.mkdir()
        self._temporary = folder / "tmp"
        self._temporary.mkdir()
        (folder / ".env").write_text("TANYAKABAR_SMTP_PORT=none\nTANYAKABAR_LEASE_SECONDS=0\n", encoding="utf-8")
        misleading = {
            "TANYAKABAR_SMTP_HOST": "smtp.example.com",
            "TANYAKABAR_SMTP_FROM": "someone@example.com",
            "TANYAKABAR_DATABASE_URL": "postgresql://nobody@db.example.com/none",
            "TANYAKABAR_DATA_DIR": "/proc/none",
            "http_proxy": "http://proxy.example.com:3128",
            "FORCE_COLOR": "1",
        }
        self.process = subprocess.Popen(  # noqa: S603  # our own program, with literals
            [sys.executable, "-W", "error", *arguments],
            cwd=folder,
            env={**os.environ, **misleading, "PYTHONPATH": str(ROOT), "TMPDIR": str(self._temporary)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            preexec_fn=_heed_ctrl_c,  # noqa: PLW1509  # no thread of ours holds a lock that it would need
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def ended(self) -> Run:
        out, err = self.process.communicate(timeout=SECONDS)
        left_behind = [path.name for path in self._temporary.iterdir()]
        return Run(code=self.process.returncode, out=out, err=err, left_behind=left_behind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    whole: Run
    wrong: Run
    interrupted: Run


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    folder = tmp_path_factory.mktemp("demo")
    with (
        Running(folder / "whole", "-m", "service", "demo") as whole,
        Running(folder / "wrong", "-c", ONE_DAY_OFF) as wrong,
        Running(folder / "interrupted", "-m", "service", "demo") as interrupted,
    ):
        assert interrupted.process.stdout is not None
        while "What happens" not in interrupted.process.stdout.readline():
            assert interrupted.process.poll() is None
        interrupted.process.send_signal(signal.SIGINT)
        yield Runs(interrupted=interrupted.ended(), wrong=wrong.ended(), whole=whole.ended())


def test_the_demo_ends_well_whatever_the_environment_says(runs: Runs) -> None:
    assert (runs.whole.code, runs.whole.err) == (0, "")
    assert "All 9 letters arrived once, inside their windows" in runs.whole.out
    assert runs.whole.out.count("\n    ok    ") == len(CASES)


def test_off_a_terminal_the_demo_writes_plain_lines(runs: Runs) -> None:
    assert ANSI not in runs.whole.out
    assert "\r" not in runs.whole.out


def test_the_demo_tells_of_each_follow_up_what_was_planned_why_and_what_arrived(runs: Runs) -> None:
    for case in CASES:
        assert f". {case.name} – " in runs.whole.out
        assert re.search(rf"    {case.name}: promised by .*; planned .*; (sent|answered); arrived: ", runs.whole.out)
    assert len(re.findall(r"^    why   An answer was promised by ", runs.whole.out, re.MULTILINE)) == len(CASES)


def test_the_demo_shows_the_wait_over_joint_leave_and_holiday(runs: Runs) -> None:
    assert (
        "An answer was promised by Wed 23 Dec; then come joint leave (24 Dec, Cuti bersama Natal), a public holiday "
        "(25 Dec, Hari Raya Natal) and the weekend (26 Dec, 27 Dec); Mon 28 Dec has its midday break at "
        "12:00–13:00 WIB."
    ) in runs.whole.out


def test_the_demo_shows_noon_in_all_three_zones(runs: Runs) -> None:
    assert re.search(r"Tue 22 Dec 12:\d\d WIT  PT Cenderawasih, Jayapura: the letter arrived", runs.whole.out)
    assert re.search(r"Tue 22 Dec 12:\d\d WITA  PT Losari, Makassar: the letter arrived", runs.whole.out)
    assert re.search(r"Tue 22 Dec 1[26]:\d\d WIB  PT Merapi, Jakarta: the letter arrived", runs.whole.out)


def test_the_demo_shows_a_refused_try_and_an_answer_that_came_in_time(runs: Runs) -> None:
    assert "not taken yet, the mail server said 451 4.7.1 Greylisted, try again later" in runs.whole.out
    assert "PT Kartika: answered in time, so nothing arrived." in runs.whole.out


def test_the_demo_prints_a_letter_as_it_was_received(runs: Runs) -> None:
    for line in (
        "From: Rina Wulandari <kabar@tanyakabar.test>",
        "To: Ratna Sari <ratna@bintang.test>",
        "Date: Mon, 28 Dec 2026 12:",
        "Yth. Ibu Ratna Sari",
        "Dengan hormat,",
        "Rina Wulandari\n",
    ):
        assert f"\n    | {line}" in runs.whole.out


def test_a_letter_outside_its_window_fails_the_demo_with_a_sentence(runs: Runs) -> None:
    assert runs.wrong.code == 1
    sentence = r"PT Maju Jaya: the letter arrived Thu 17 Dec 12:\d\d WIB, outside its window: "
    sentence += "Fri 18 Dec 12:00–13:00 WIB."
    assert re.search(f"    WRONG {sentence}", runs.wrong.out)
    assert re.fullmatch(f"tanyakabar: the demo failed: {sentence}\n", runs.wrong.err)


def test_ctrl_c_ends_the_demo_cleanly(runs: Runs) -> None:
    assert (runs.interrupted.code, runs.interrupted.err) == (130, "tanyakabar: the demo was stopped\n")


def test_ctrl_c_during_a_request_takes_effect_when_its_socket_is_closed() -> None:
    def answer() -> None:
        connection, _ = listener.accept()
        with connection:
            asked.append(connection.recv(4096))
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGINT)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
            asked.append(connection.recv(4096))

    asked: list[bytes] = []
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        server = threading.Thread(target=answer)
        server.start()
        try:
            with pytest.raises(KeyboardInterrupt):
                Client(host="127.0.0.1", port=listener.getsockname()[1], key="tk_1").get("/v1/test-clock")
        finally:
            signal.signal(signal.SIGINT, before)
            server.join(5)
    assert len(asked) == 2
    assert asked[1] == b""  # closed, and not before the answer had come


def test_the_demo_leaves_nothing_behind(runs: Runs) -> None:
    assert [each.left_behind for each in (runs.whole, runs.wrong, runs.interrupted)] == [[], [], []]


# The proof

EXPECTED = Expectation(
    who="PT Samudra",
    recipient="hrd@samudra.test",
    zone=WIB,
    promised_by=date(2026, 12, 18),
    windows=(
        Window(opens=datetime(2026, 12, 21, 12, 0, tzinfo=WIB), closes=datetime(2026, 12, 21, 13, 0, tzinfo=WIB)),
    ),
)
NOON = datetime(2026, 12, 21, 5, 0, tzinfo=UTC)


def letter(at: datetime, to: str = EXPECTED.recipient) -> SandboxLetter:
    return SandboxLetter(at=at, mail_from="kabar@tanyakabar.test", rcpt_to=(to,), content=b"")


def wrong(expected: Expectation, *letters: SandboxLetter, tries: int | None = None) -> list[str]:
    seen = {expected.recipient: len(letters) if tries is None else tries}
    return [verdict.sentence for verdict in judge([expected], letters, seen) if not verdict.holds]


@pytest.mark.parametrize("late", [timedelta(), timedelta(minutes=59, seconds=59, microseconds=999_999)])
def test_a_letter_inside_its_window_holds(late: timedelta) -> None:
    (verdict,) = judge([EXPECTED], [letter(NOON + late)], {EXPECTED.recipient: 1})
    assert verdict.holds
    assert re.fullmatch(r"PT Samudra: one letter, Mon 21 Dec 12:\d\d WIB, inside 12:00–13:00\.", verdict.sentence)


@pytest.mark.parametrize("late", [timedelta(microseconds=-1), timedelta(hours=1)])
def test_a_window_is_closed_at_its_opening_and_open_at_its_close(late: timedelta) -> None:
    (sentence,) = wrong(EXPECTED, letter(NOON + late))
    assert "outside its window: Mon 21 Dec 12:00–13:00 WIB." in sentence


def test_a_missing_letter_is_wrong() -> None:
    assert wrong(EXPECTED) == ["PT Samudra: no letter arrived; one was expected Mon 21 Dec 12:00–13:00 WIB."]


def test_a_letter_that_arrived_twice_is_wrong() -> None:
    assert wrong(EXPECTED, letter(NOON), letter(NOON)) == ["PT Samudra: 2 letters arrived; one was expected."]


def test_a_letter_to_an_answered_recruiter_is_wrong() -> None:
    assert wrong(replace(EXPECTED, windows=()), letter(NOON)) == [
        "PT Samudra: a letter arrived Mon 21 Dec 12:00 WIB, though the recruiter had answered."
    ]


def test_a_mere_try_at_an_answered_recruiter_is_wrong() -> None:
    assert wrong(replace(EXPECTED, windows=()), tries=1) == [
        "PT Samudra: a letter was tried, though the recruiter had answered."
    ]


def test_a_letter_to_a_stranger_is_wrong() -> None:
    letters = [letter(NOON), letter(NOON, to="eve@example.com")]
    found = [each.sentence for each in judge([EXPECTED], letters, {EXPECTED.recipient: 1}) if not each.holds]
    assert found == ["A letter arrived at eve@example.com, to whom nothing was to be sent."]


def test_a_refusal_that_did_not_take_place_is_wrong() -> None:
    assert wrong(replace(EXPECTED, tries=2), letter(NOON), tries=1) == [
        "PT Samudra: the server counted 1 in place of 2 tries."
    ]


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 12, 18), "before the promise of Fri 18 Dec had lapsed"),
        (date(2026, 12, 19), "at the weekend"),
        (date(2026, 12, 24), "on joint leave"),
        (date(2026, 12, 25), "on a public holiday"),
    ],
)
def test_days_are_judged_even_when_a_window_was_written_down_for_them(on: date, said: str) -> None:
    opens = datetime(on.year, on.month, on.day, 12, tzinfo=WIB)
    window = Window(opens=opens, closes=opens + timedelta(hours=1))
    (sentence,) = wrong(replace(EXPECTED, windows=(window,)), letter(opens.astimezone(UTC)))
    assert sentence.endswith(f", {said}.")


def test_a_night_in_utc_is_judged_by_the_local_day() -> None:
    sunday_in_utc = datetime(2026, 12, 20, 17, 30, tzinfo=UTC)  # Monday 00:30 in Jakarta
    (sentence,) = wrong(EXPECTED, letter(sunday_in_utc))
    assert sentence.startswith("PT Samudra: the letter arrived Mon 21 Dec 00:30 WIB, outside its window")


# The story's decisions

SEND_AT = datetime(2026, 12, 21, 5, 20, tzinfo=UTC)


def row(case: Case, status: str, send_at: datetime = SEND_AT) -> Row:
    document: dict[str, Any] = {
        "id": "1",
        "status": status,
        "attempts": [],
        "answered_at": None,
        "promise": {"answer_by": "2026-12-18"},
        "plan": {"send_at": send_at.isoformat(), "timezone": "Asia/Jakarta"},
    }
    return Row(case=case, document=document, arrived=())


def step_at(now: datetime, *rows: Row) -> Step:
    return next_step(Board(now=now, rows=rows))


def test_hours_without_anything_due_are_skipped_up_to_a_moment_before_the_next_letter() -> None:
    later = row(WEEKEND, "scheduled", SEND_AT + timedelta(days=2))
    step = step_at(SEND_AT - timedelta(hours=20), row(WEEKEND, "scheduled"), later)
    assert isinstance(step, Skip)
    assert timedelta() < timedelta(hours=20) - step.by < timedelta(minutes=2)


def test_the_clock_is_left_alone_while_a_letter_is_due_or_at_work() -> None:
    later = row(ORDINARY, "scheduled", SEND_AT + timedelta(days=2))
    assert step_at(SEND_AT, row(WEEKEND, "scheduled"), later) == Wait()
    assert step_at(SEND_AT - timedelta(hours=2), row(WEEKEND, "sending"), later) == Wait()


def test_the_recruiter_replies_at_the_moment_written_down_and_not_before() -> None:
    assert ANSWERED.replied_at is not None
    waiting = row(ANSWERED, "scheduled", ANSWERED.replied_at + timedelta(hours=3))
    assert step_at(ANSWERED.replied_at - timedelta(hours=1), waiting) == Skip(by=timedelta(hours=1))
    assert step_at(ANSWERED.replied_at, waiting) == Reply(row=waiting)


def test_the_moment_of_a_stopped_letter_is_waited_through_before_the_end() -> None:
    answered = row(ANSWERED, "answered")
    assert isinstance(step_at(SEND_AT - timedelta(hours=2), answered), Skip)
    assert step_at(SEND_AT, answered) == Wait()
    assert step_at(SEND_AT + timedelta(minutes=5), answered) == End()


def test_the_story_ends_when_every_letter_has_ended_well_or_not() -> None:
    assert step_at(SEND_AT, *(row(REFUSED, status) for status in ("sent", "failed", "expired", "in_doubt"))) == End()


# The screen


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_the_table_is_redrawn_in_place_as_things_happen() -> None:
    out = Terminal()
    screen = Screen(out)
    before = Board(now=SEND_AT, rows=(row(WEEKEND, "scheduled"),))
    after = Board(now=SEND_AT, rows=(replace(row(WEEKEND, "sent"), arrived=(SEND_AT,)),))
    with screen.following(before):
        screen.update(after)
    assert ANSI in out.getvalue()
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", out.getvalue())
    assert re.search(r"PT Samudra, Jakarta +18 Dec +Mon 21 Dec 12:20 WIB +waiting", shown)
    assert re.search(r"PT Samudra, Jakarta +18 Dec +Mon 21 Dec 12:20 WIB +sent +Mon 12:20", shown)
