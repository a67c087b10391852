import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.api.bodies import START, smallest
from tests.peers.service_process import Installation, ServiceProcess, TestClock, until

PACKAGE = "tanyakabar_client"
# The generator reads only types that it knows; the letter's bytes are bytes.
CONFIG = {"content_type_overrides": {"message/rfc822": "application/octet-stream"}, "post_hooks": []}


@dataclass(frozen=True, kw_only=True)
class Generated:
    """A client that was made from the service's own description, and the service."""

    process: ServiceProcess
    client: Any
    output: str  # what the generator said

    def module(self, path: str) -> ModuleType:
        return importlib.import_module(f"{PACKAGE}.{path}")

    def ask(self, tag: str, operation: str, *arguments: object, **more: object) -> Any:  # noqa: ANN401  # generated types
        """Call an operation; return what its answer was read as."""
        function = self.module(f"api.{tag}.{operation}").sync
        return function(*arguments, client=self.client, **more)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    folder: Path = tmp_path_factory.mktemp("generated")
    installation = Installation(folder=folder, settings={"TANYAKABAR_REQUESTS_PER_MINUTE": "0"})
    key = installation.create_key()
    with installation.serve("--sandbox", *TestClock(start=START).options) as process, process.client(key) as api:
        (folder / "openapi.json").write_bytes(api.get("/openapi.json").content)
        (folder / "config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
        done = subprocess.run(  # noqa: S603  # a tool of the tests
            [
                sys.executable, "-m", "openapi_python_client", "generate", "--path", "openapi.json", "--config",
                "config.json", "--meta", "none", "--output-path", PACKAGE, "--fail-on-warning",
            ],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        sys.path.insert(0, str(folder))
        try:
            client = importlib.import_module(PACKAGE).AuthenticatedClient(
                base_url=process.url, token=key, raise_on_unexpected_status=True
            )
            with client:
                yield Generated(process=process, client=client, output=done.stdout + done.stderr)
        finally:
            sys.path.remove(str(folder))
            for name in [each for each in sys.modules if each.partition(".")[0] == PACKAGE]:
                del sys.modules[name]


def test_a_generated_client_posts_moves_the_clock_and_reads_that_it_was_sent(generated: Generated) -> None:
    models = generated.module("models")
    posted = generated.ask("follow_ups", "post_follow_up", body=models.FollowUpIn.from_dict(smallest()))
    assert isinstance(posted, models.FollowUpOut)
    assert posted.status == "scheduled"
    assert posted.plan.reason == "promise"

    later = models.Forward(advance_seconds=(posted.plan.send_at - START).total_seconds() + 1)
    moved = generated.ask("test_clock", "advance_test_clock", body=later)
    assert moved.now - START >= timedelta(seconds=later.advance_seconds)

    def look() -> Any:  # noqa: ANN401  # of the generated types
        return generated.ask("follow_ups", "get_follow_up", posted.id)

    sent = until(look, lambda found: found.status == "sent")
    assert [attempt.outcome for attempt in sent.attempts] == ["sent"]
    (letter,) = generated.ask("sandbox", "list_sandbox_messages", follow_up_id=str(sent.id)).items
    assert letter.subject == sent.letter.subject


def test_a_generated_client_reads_problems_with_their_codes(generated: Generated) -> None:
    models = generated.module("models")
    body = models.FollowUpIn.from_dict({**smallest(), "account": "tidak-ada"})
    refused = generated.ask("follow_ups", "post_follow_up", body=body)
    assert isinstance(refused, models.ProblemOut)
    assert refused.code is models.ProblemOutCode.NO_ACCOUNT
    unknown = generated.ask("follow_ups", "get_follow_up", "01a1fe2b-48a0-71b2-83cc-1595610364c0")
    assert unknown.code is models.ProblemOutCode.NOT_FOUND


def test_a_generated_client_has_every_route_and_nothing_was_left_out(generated: Generated) -> None:
    assert "WARNING" not in generated.output.upper()
    with generated.process.client() as anyone:
        paths = anyone.get("/openapi.json").json()["paths"]
    for item in paths.values():
        for operation in item.values():
            tag = operation.get("tags", ["default"])[0].replace(" ", "_").replace("-", "_")
            assert generated.module(f"api.{tag}.{operation['operationId']}").sync_detailed
