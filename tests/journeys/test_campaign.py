"""A short kill campaign on each engine; the long one is `python -m tests.campaign`, its figures stand in the README."""

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.campaign.conductor import run
from tests.campaign.notes import FILE
from tests.campaign.plan import Engine, Plan
from tests.peers.postgres import NoPostgresError


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_killed_and_stopped_processes_lose_nothing_and_send_nothing_twice(engine: Engine, tmp_path: Path) -> None:
    plan = Plan(
        engine=engine, kills=6, stops=1, jobs=80, kinds=2, interval_seconds=0.8, settle=False, most_seconds=240, seed=7
    )
    try:
        report = run(plan, tmp_path)
    except NoPostgresError as error:
        pytest.skip(str(error))
    assert report.good, report.table()
    seen = Counter(json.loads(line)["seen"] for line in (tmp_path / FILE).read_text(encoding="utf-8").splitlines())
    assert (seen["kill"], seen["stop"], seen["try"]) == (6, 1, report.figures["tries"])
