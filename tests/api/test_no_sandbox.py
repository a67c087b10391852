import pytest

from tests.peers.running_service import Running


@pytest.mark.parametrize("path", ["", "/1-000000-1-0123456789abcdef"])
def test_a_service_that_really_sends_has_no_sandbox_to_look_into(service: Running, path: str) -> None:
    answer = service.api.get(f"/v1/sandbox/messages{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
