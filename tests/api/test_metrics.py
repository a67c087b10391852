import asyncio
import re
from datetime import datetime
from pathlib import Path

import httpx
import pytest
import yaml
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Connection, event

from service import __version__
from service.api.metrics import Readings
from service.store.engine import open_database
from service.telemetry.gauges import GAUGES
from tests.api.bodies import smallest
from tests.peers.bench import new_database
from tests.peers.hand_clock import HandClock
from tests.peers.running_service import Running
from tests.repo.tree import ROOT

LABELS = {"status", "class", "outcome", "le", "timezone", "kind", "version", "role"}
OPEN_WINDOW = datetime.fromisoformat("2026-11-24T12:30:00+07:00")
NAME = re.compile(r"\b(?:tanyakabar|process)_[a-z_]+")

Samples = dict[tuple[str, ...], float]  # by name and label values, these by the labels' names


def families(client: httpx.Client) -> list[Metric]:
    answer = client.get("/metrics", headers={"Authorization": ""})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return list(text_string_to_metric_families(answer.text))


def samples(client: httpx.Client) -> Samples:
    return {(each.name, *each.labels.values()): each.value for family in families(client) for each in family.samples}


def test_what_the_operator_is_told_needs_no_key_and_names_nobody(service: Running) -> None:
    service.post(smallest())
    found = [each for family in families(service.api) for each in family.samples]
    assert {each.name for each in found} >= set(GAUGES)
    assert {label for each in found for label in each.labels} <= LABELS
    assert not [each for each in found for value in each.labels.values() if "@" in value or len(value) > 20]


def test_every_metric_that_an_alert_names_is_there(service: Running) -> None:
    found = {each.name for family in families(service.api) for each in family.samples}
    rules = yaml.safe_load((ROOT / "deploy" / "alerts.yml").read_text(encoding="utf-8"))
    named = {name for group in rules["groups"] for rule in group["rules"] for name in NAME.findall(rule["expr"])}
    assert named
    assert named - found == set()


def test_the_writer_of_a_process_tells_how_many_jobs_share_a_commit(service: Running) -> None:
    before = samples(service.api)["tanyakabar_commit_batch_size_sum",]
    service.post(smallest())
    assert samples(service.api)["tanyakabar_commit_batch_size_sum",] > before


def test_a_process_that_only_dispatches_tells_what_the_database_of_all_says(service: Running) -> None:
    service.post(smallest())
    with service.installation.serve("--role", "dispatch") as other, other.client() as client:
        found = samples(client)
    assert found["tanyakabar_database_up",] == 1
    assert found["tanyakabar_follow_ups", "scheduled"] >= 1
    assert found["tanyakabar_build_info", "dispatch", __version__] == 1
    assert found["tanyakabar_tick_age_seconds",] < 60
    assert found["tanyakabar_calendar_covered_days",] > 0
    assert found["tanyakabar_window_open", "break", "Asia/Jayapura"] in {0, 1}


@pytest.mark.anyio
async def test_scrapes_that_come_together_share_one_look_at_the_database(tmp_path: Path) -> None:
    looks: list[None] = []

    def begun(_connection: Connection) -> None:
        looks.append(None)

    with new_database(tmp_path) as database:
        event.listen(database.reader, "begin", begun)
        readings = Readings(database=database, clock=HandClock(OPEN_WINDOW))
        found = await asyncio.gather(*(readings.latest() for _ in range(20)))
        assert {each.scheduled for each in found if each is not None} == {0}
        assert (len(found), len(looks)) == (20, 1)


@pytest.mark.anyio
async def test_a_database_that_cannot_be_read_is_told_and_no_error(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}")  # a folder
    assert await Readings(database=database, clock=HandClock(OPEN_WINDOW)).latest() is None
