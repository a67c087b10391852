import pytest

from tests.peers.running_service import Running


@pytest.mark.parametrize("path", ["/v1/follow-ups/batch", "/v1/follow-ups/preview"])
def test_a_path_of_its_own_is_not_also_an_id(service: Running, path: str) -> None:
    answer = service.api.delete(path)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_a_path_with_an_id_allows_the_methods_of_all_its_routes(service: Running) -> None:
    answer = service.api.delete("/v1/follow-ups/01a1fe2b-48a0-71b2-83cc-1595610364c0")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, PATCH")
