from pathlib import Path
from time import monotonic

from standardwebhooks import Webhook

from tests.api.bodies import START, smallest
from tests.peers.running_service import running
from tests.peers.service_process import until
from tests.peers.webhook_receiver import Receiver, Way


def test_a_receiver_that_hangs_does_not_keep_the_service_from_ending_and_is_told_after_the_restart(
    tmp_path: Path,
) -> None:
    with Receiver(way=lambda _id, _n: Way.TIME_OUT) as receiver:
        allowed = f"127.0.0.1:{receiver.port}"
        with running(tmp_path, START, TANYAKABAR_ALLOWED_WEBHOOK_HOSTS=allowed) as service:
            made = service.api.put("/v1/webhooks/portal", json={"url": receiver.url, "events": ["*"]})
            service.post(smallest())
            until(lambda: len(receiver.receptions), lambda count: count == 1)
            began = monotonic()
            assert service.process.terminate() == 0
            assert monotonic() - began < 10
            receiver.way = lambda _id, _n: Way.TAKEN
            with service.installation.serve("--role", "dispatch", *service.clock.options):
                until(lambda: len(receiver.receptions), lambda count: count == 2)
    first, second = receiver.receptions
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    told = Webhook(made.json()["secret"]).verify(second.body, dict(second.headers))
    assert told["type"] == "follow_up.scheduled"
