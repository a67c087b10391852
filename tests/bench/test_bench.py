from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench.__main__ import main
from tests.bench.drains import ServiceDrain, drain
from tests.bench.http_load import RefusedError, Target, ask_all
from tests.bench.letters import Letter, NotExactlyOnceError, Terms, demand_exactly_once, message_id
from tests.bench.processes import Child
from tests.bench.report import Section, as_json
from tests.bench.rounds import Contender, Figures, interleaved, over_best, ratio
from tests.bench.stores import SENDER, Sending, new_store
from tests.peers.service_process import until

LETTER: Letter = {
    "message_id": "",
    "sender": SENDER,
    "recipient": "andi@majujaya.test",
    "subject": "Kelanjutan proses seleksi",
    "body": "Yth. Bapak Andi\n\nTerima kasih.\n",
}


def terms(sink: Child, folder: Path) -> Terms:
    return {
        "port": sink.port,
        "connections": 3,
        "letters": 10,
        "tag": "run",
        "letter": LETTER,
        "folder": str(folder),
        "url": "",
    }


def test_letters_of_the_real_service_are_counted_once_each(tmp_path: Path) -> None:
    with (
        Child("tests.bench.sink") as sink,
        new_store(tmp_path / "store", Sending(port=sink.port, accounts=3, connections=1)) as store,
    ):
        store.far(20)
        with store.serve("--role", "dispatch") as process:
            service = ServiceDrain("tiny", store, process, sink, letters=6)
            measured = interleaved({"service": service}, rounds=1)
        assert store.count_of("sent") == 6
        assert store.count_of("scheduled") == 20
    assert all(figures["letters_per_s"] > 0 for figures in measured["service"])


def test_a_round_with_letters_that_nobody_expected_is_refused(tmp_path: Path) -> None:
    with Child("tests.bench.sink") as sink, Child("tests.bench.raw_sender", {**terms(sink, tmp_path)}) as sender:

        def all_came() -> None:
            until(lambda: sink.ask("count")["letters"], lambda count: count == 10)

        with pytest.raises(NotExactlyOnceError, match="5 foreign"):
            drain(
                sink,
                tag="run",
                first=0,
                letters=5,
                pid=sender.pid,
                go=lambda: sender.tell("go"),
                rest=all_came,
            )


@pytest.mark.parametrize(
    ("came", "why"),
    [([0, 1], "1 are lost"), ([0, 1, 2, 2], "1 doubled"), ([0, 1, 2, 3], "1 foreign"), ([], "3 are lost")],
)
def test_a_round_is_refused_unless_every_letter_came_exactly_once(came: list[int], why: str) -> None:
    with pytest.raises(NotExactlyOnceError, match=why):
        demand_exactly_once([message_id("run", number) for number in came], tag="run", first=0, count=3)


def test_answers_of_another_status_are_refused() -> None:
    with Child("tests.bench.echo") as echo:
        target = Target(url=f"http://127.0.0.1:{echo.port}", path="/echo", status=200)
        answers: list[bytes] = []
        requests = [target.request({"n": number}) for number in range(7)]
        assert ask_all(target, requests, connections=3, look=answers.append) > 0
        assert sorted(answers) == [b'{"n":%d}' % number for number in range(7)]
        with pytest.raises(RefusedError, match="405"):
            ask_all(target, [b"GET" + requests[0][4:]], connections=1)
        with pytest.raises(RefusedError, match="200"):
            ask_all(replace(target, status=201), requests, connections=1)


def test_ratios_are_made_within_a_round_and_the_order_turns() -> None:
    order = []
    speeds = {"ours": [10.0, 40.0, 30.0], "one": [5.0, 10.0, 10.0], "other": [2.0, 20.0, 5.0]}

    def contender(name: str) -> Contender:
        def turn(number: int) -> Figures:
            order.append(name)
            return {"per_s": speeds[name][number]}

        return turn

    measured = interleaved({name: contender(name) for name in speeds}, rounds=3)
    assert order == ["ours", "one", "other", "other", "one", "ours", "ours", "one", "other"]
    best = over_best(measured, "per_s", "ours", ["one", "other"])
    assert (best.spread.median, best.spread.least, best.spread.most) == (2.0, 2.0, 3.0)
    assert ratio(measured, "per_s", "ours", "one").spread.most == 4.0
    assert '"median": 2.0' in as_json([Section(title="Speeds", measured=measured, ratios=[best])])


def test_an_unknown_part_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--only", "drain,sprint"])
    assert "sprint" in capsys.readouterr().err
