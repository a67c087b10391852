from datetime import datetime
from pathlib import Path

from service.domain.outcome import Stage
from tests.peers.faults import Behaviour, reply
from tests.peers.service_process import Installation, TestClock, smtp_settings, until
from tests.peers.smtp_server import SmtpServer

MONDAY = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
TUESDAY_LATE_IN_THE_BREAK = datetime.fromisoformat("2026-11-24T12:56:00+07:00")
TUESDAY_LATE_BEFORE_CLOSING = datetime.fromisoformat("2026-11-24T16:56:00+07:00")
BODY = {
    "candidate": {"name": "Rina Wulandari", "email": "rina@example.com"},
    "recruiter": {"email": "andi@majujaya.co.id", "name": "Andi Pratama", "honorific": "Bapak"},
    "application": {"company": "PT Maju Jaya", "position": "Analis Data", "interviewed_on": "2026-11-09"},
    "promise": {"answer_by": "2026-11-23"},
}


def test_a_paused_account_sends_again_after_a_restart_which_is_how_new_credentials_come_in(tmp_path: Path) -> None:
    clock = TestClock(start=MONDAY)
    refused = Behaviour(stage=Stage.MAIL, action=reply(535, "5.7.8 sign in again"))
    with SmtpServer(refused, now=clock.now) as smtp:
        installation = Installation(folder=tmp_path, settings=smtp_settings(smtp))
        key = installation.create_key()
        with installation.serve(*clock.options) as process, process.client(key) as api:
            path = f"/v1/follow-ups/{api.post('/v1/follow-ups', json=BODY).json()['id']}"
            clock.advance_to(TUESDAY_LATE_IN_THE_BREAK, api)
            kept = until(lambda: api.get(path).json(), lambda found: found["attempts"])
            assert (kept["status"], kept["plan"]["reason"]) == ("scheduled", "account_paused")
            assert [each["outcome"] for each in kept["attempts"]] == ["account"]
        with installation.serve() as process, process.client(key) as api:
            clock.advance_to(TUESDAY_LATE_BEFORE_CLOSING, api)
            sent = until(lambda: api.get(path).json(), lambda found: found["status"] == "sent")
            assert [each["outcome"] for each in sent["attempts"]] == ["account", "sent"]
        assert len(smtp.kept) == 1
