"""Letters pass through Debian's postfix on loopback, with STARTTLS and a sign-in, and come out as they went in."""

import grp
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.peers.bench import body
from tests.peers.certificates import TlsContexts
from tests.peers.own_letters import own_body
from tests.peers.service_process import Installation, TestClock, free_port, until

MONDAY = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
DAEMONS = Path("/usr/lib/postfix/sbin")
USER, PASSWORD = "kabar", "abcd efgh ijkl mnop"
SENDER = "kabar@tanyakabar.test"


def missing() -> str | None:
    """Say what this machine lacks for a postfix of the test's own, or None."""
    if shutil.which("postfix") is None or not DAEMONS.exists():
        return "needs Debian's package postfix"
    if shutil.which("saslpasswd2") is None:
        return "needs Debian's packages sasl2-bin and libsasl2-modules for AUTH"
    if os.geteuid() != 0:
        return "postfix's master starts as root only"
    return None


pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")

MAIN = """\
compatibility_level = 3.6
queue_directory = {home}/spool
data_directory = {home}/data
daemon_directory = {daemons}
command_directory = /usr/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {home}/postfix.log
maillog_file_prefixes = {home}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.majujaya.test
mynetworks =
mydestination =
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = majujaya.test
virtual_mailbox_base = {home}/mail
virtual_mailbox_maps = static:inbox/
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
smtpd_tls_chain_files = {home}/server.pem
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = cyrus
smtpd_sasl_path = smtpd
smtpd_sasl_local_domain = mx.majujaya.test
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
"""

MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
error unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""

SASL = """\
pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: {home}/sasldb2
mech_list: PLAIN LOGIN
"""


@dataclass(frozen=True, kw_only=True)
class Postfix:
    home: Path
    port: int

    def delivered(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted((self.home / "mail" / "inbox" / "new").glob("*"))]

    def log(self) -> str:
        return (self.home / "postfix.log").read_text(encoding="utf-8")


def run(*command: str, given: str = "") -> None:
    done = subprocess.run(  # noqa: S603  # our own command lines
        command, input=given, capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}"


def set_up(home: Path, tls: TlsContexts) -> int:
    """Write an installation into `home`; return the port of its submission service."""
    owner, group = pwd.getpwnam("postfix"), grp.getgrnam("postfix")
    home.chmod(0o755)  # postfix's own user comes by here
    for name in ("spool", "data", "mail", "config", "config/sasl"):
        (home / name).mkdir(mode=0o755)
    for name in ("data", "mail"):
        os.chown(home / name, owner.pw_uid, group.gr_gid)
    port = free_port()
    named = {"home": home, "daemons": DAEMONS, "uid": owner.pw_uid, "gid": group.gr_gid, "port": port}
    (home / "config" / "main.cf").write_text(MAIN.format(**named), encoding="utf-8")
    (home / "config" / "master.cf").write_text(MASTER.format(**named), encoding="utf-8")
    (home / "config" / "sasl" / "smtpd.conf").write_text(SASL.format(**named), encoding="utf-8")
    shutil.copy(tls.authority_file.with_name("server.pem"), home / "server.pem")
    database = home / "sasldb2"
    run("/usr/sbin/saslpasswd2", "-p", "-c", "-f", str(database), "-u", "mx.majujaya.test", USER, given=PASSWORD)
    os.chown(database, owner.pw_uid, group.gr_gid)
    return port


@pytest.fixture
def postfix(tls: TlsContexts) -> Iterator[Postfix]:
    with tempfile.TemporaryDirectory(prefix="postfix-") as folder:  # pytest's own folders let nobody else pass
        home = Path(folder)
        port = set_up(home, tls)
        command = ("/usr/sbin/postfix", "-c", str(home / "config"))
        run(*command, "start")
        try:
            yield Postfix(home=home, port=port)
        finally:
            run(*command, "stop")


def letters() -> list[dict[str, object]]:
    pdf = "JVBERi0xLjQKJSVFT0YK"
    dots = ".titik di awal baris\n..dua titik\nSalam hangat — “Rina”\n" + "kata " * 60
    own = own_body(also=dots)
    return [
        body(),
        body(
            recruiter={"email": "hr2@majujaya.test"},
            letter={"subject": "Kabar – wawancara", "body": own, "language": "id"},
        ),
        body(
            recruiter={"email": "hr3@majujaya.test"},
            attachments=[{"filename": "riwayat hidup – Rina.pdf", "content_base64": pdf}],
            thread={"message_id": "<a@b.test>", "subject": "Undangan wawancara", "references": ["<z@b.test>"]},
        ),
    ]


def without_trace(delivered: bytes) -> bytes:
    """Return what postfix was given: its own headers stand on top, up to the end of the one Received."""
    own = delivered.index(b"\nReceived: ") + 1
    end = re.search(rb"\n(?![ \t])", delivered[own:])
    assert end is not None
    return delivered[own + end.end() :]


def test_letters_pass_through_postfix_with_starttls_and_sign_in_and_come_out_identical(
    tmp_path: Path, tls: TlsContexts, postfix: Postfix
) -> None:
    settings = {
        "TANYAKABAR_SMTP_HOST": "127.0.0.1",
        "TANYAKABAR_SMTP_PORT": str(postfix.port),
        "TANYAKABAR_SMTP_SECURITY": "starttls",
        "TANYAKABAR_SMTP_USERNAME": USER,
        "TANYAKABAR_SMTP_PASSWORD": PASSWORD,
        "TANYAKABAR_SMTP_FROM": SENDER,
        "SSL_CERT_FILE": str(tls.authority_file),
    }
    clock = TestClock(start=MONDAY)
    installation = Installation(folder=tmp_path, settings=settings)
    key = installation.create_key()
    with installation.serve(*clock.options) as process, process.client(key) as api:
        posted = []
        for letter in letters():
            answer = api.post("/v1/follow-ups", json=letter)
            assert answer.status_code == 201, answer.text
            posted.append(answer.json())
        clock.advance_to(max(datetime.fromisoformat(each["plan"]["send_at"]) for each in posted), api)
        found = until(
            lambda: api.get("/v1/follow-ups", params={"status": "sent"}).json()["items"],
            lambda items: len(items) == len(posted),
            seconds=30,
        )
        delivered = until(postfix.delivered, lambda files: len(files) == len(posted), seconds=30)
        sent = [api.get(f"/v1/follow-ups/{each['id']}/message").content for each in found]
    assert postfix.log().count("sasl_method=") == len(posted)
    letters_sent = {each["message_id"]: each["letter"] for each in found}
    by_id = {message_from_bytes(each, policy=policy.default)["Message-ID"]: each for each in sent}
    for each in delivered:
        ours = by_id.pop(message_from_bytes(each, policy=policy.default)["Message-ID"])
        assert without_trace(each) == ours.replace(b"\r\n", b"\n")
        came = message_from_bytes(each, policy=policy.default)
        letter = letters_sent.pop(came["Message-ID"])
        assert came["Subject"] == letter["subject"]
        text = came.get_body(("plain",))
        assert text is not None
        assert text.get_content().rstrip("\n") == letter["body"].rstrip("\n")
    assert by_id == {}
