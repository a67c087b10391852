from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from service.domain.follow_up import Status
from service.domain.webhook_event import TYPES, payload_of
from service.webhooks import retrying, signing

ID = UUID("01a1fe2c-02b1-7d50-9a57-0d7f3c1f9b11")


@pytest.fixture
def now() -> datetime:
    """The present: the reference verifier holds a signature against the wall clock."""
    return datetime.now(UTC)


def test_a_try_is_signed_for_the_whole_second_that_its_header_tells() -> None:
    content = '{"test": 2432232314}'
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    at = datetime.fromtimestamp(1614265330, UTC)
    id_ = UUID("00000000-0000-0000-0000-000000000000")
    headers = signing.headers_of(id_, content, kept=secret, now=at + timedelta(microseconds=999_999))
    assert headers["webhook-timestamp"] == "1614265330"
    assert headers["webhook-signature"] == Webhook(secret).sign(str(id_), at, content)


def test_after_a_rotation_both_secrets_sign_for_a_day_and_then_the_new_one_alone(now: datetime) -> None:
    old, new = signing.new_secret(), signing.new_secret()
    kept = signing.rotated(old, new, now=now)
    headers = signing.headers_of(ID, "{}", kept=kept, now=now)
    Webhook(old).verify("{}", headers)
    Webhook(new).verify("{}", headers)
    assert signing.signing(kept, now=now + timedelta(hours=24)) == (new,)
    again = signing.rotated(kept, signing.new_secret(), now=now)
    assert new in signing.signing(again, now=now)
    assert old not in signing.signing(again, now=now)


def test_a_body_that_was_changed_is_not_verified(now: datetime) -> None:
    secret = signing.new_secret()
    headers = signing.headers_of(ID, "{}", kept=secret, now=now)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify("{ }", headers)


def test_a_payload_holds_no_more_of_the_history_than_is_meant_for_it(now: datetime) -> None:
    detail = {
        "cause": "550 5.1.1 <andi@majujaya.co.id> unknown", "why": "Jawaban …", "reason": "retry", "stage": "rcpt",
        "send_at_local": "2026-11-24T12:00:00+07:00", "by": "owner", "attempt": 2,
    }  # fmt: skip
    payload = payload_of(
        TYPES[0], at=now, id_=ID, status=Status.TRANSMITTING, reference=None, send_at=now, detail=detail
    )
    assert set(payload) == {"type", "timestamp", "data"}
    assert set(payload["data"]) == {"id", "status", "reference", "send_at", "reason", "stage", "by", "attempt"}
    assert payload["data"]["status"] == "sending"


def test_ten_tries_spread_over_three_days_and_then_none(now: datetime) -> None:
    for chance in (0.0, 0.5, 0.999):
        waits: list[timedelta] = []
        while (at := retrying.next_try_at(len(waits) + 1, now=now, chance=chance)) is not None:
            waits.append(at - now)
        assert len(waits) == 9
        assert waits == sorted(waits)
        assert timedelta(days=2) < sum(waits, timedelta()) < timedelta(days=4)
        assert timedelta(seconds=4) <= waits[0] <= timedelta(seconds=6)
