from pathlib import Path

from tests.api.fuzz import fuzz


def test_no_request_breaks_the_service_or_what_its_document_says(tmp_path: Path) -> None:
    found = fuzz(tmp_path, cases=300, seed=20261124, phases=("examples", "fuzzing"), stateful=True)
    assert found.failures == (), found.text
    assert found.crashes == 0, found.log
    assert found.cases >= 300
    assert found.accepted["POST /v1/follow-ups"] > 0
