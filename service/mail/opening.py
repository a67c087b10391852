"""Opens a connection: TCP, TLS, EHLO, STARTTLS and AUTH are aiosmtplib's, the stage and the verdict are ours."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Sequence
from typing import TypeVar

import aiosmtplib

from service.domain.network import is_loopback
from service.domain.outcome import AccountFault, Outcome, Reply, Stage, judge_loss, judge_reply
from service.egress.guard import LookUp
from service.mail.account import Security, SmtpAccount
from service.mail.destination import addresses_of
from service.mail.link import Link
from service.mail.replies import readable
from service.mail.words import kept_reply

# What the resolver says when the name does not exist; EAI_AGAIN (no resolver at hand) is not among them.
_NO_SUCH_HOST = frozenset({socket.EAI_NONAME, socket.EAI_NODATA})
_NO_HOST_DETAIL = "there is no such host"
# The other side does not speak TLS there at all: the wrong port, or the wrong `security`.
_NOT_TLS = frozenset({"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE"})

_T = TypeVar("_T")


async def open_link(account: SmtpAccount, *, look_up: LookUp | None = None) -> Link | Outcome:
    """Open a connection that is ready for MAIL.

    An account with a guard is looked up once, and connected to at an address that was checked and no other; its name
    stands in SNI and is what the certificate has to be for.

    STARTTLS is demanded where the account says so, AUTH is never sent in clear text except to this machine, and one
    mechanism is tried once: a second try would be a second failed sign-in for the provider.

    Args:
        account: where to.
        look_up: finds a guarded host's addresses; the system's resolver unless given.

    Returns:
        The link, or the outcome that ended the attempt: at `AUTH` at the latest, so it uses up no try. An
        `AccountFault` is one that waiting does not heal: certificate, missing STARTTLS, unknown host, sign-in.
    """
    if account.security is Security.NONE and not is_loopback(account.host):
        return AccountFault(stage=Stage.CONNECT, detail="an unencrypted connection may lead to this machine only")
    addresses = None if account.guard is None else await addresses_of(account, account.guard, look_up)
    if not isinstance(addresses, tuple | None):
        return addresses
    opening = _Opening(account)
    try:
        return await opening.run(addresses)
    except (aiosmtplib.SMTPException, OSError) as error:
        opening.cut()
        return _judge_error(opening.stage, error, account)
    except UnicodeError:  # what Python's resolver raises for a name with an empty or too long label
        opening.cut()
        return AccountFault(stage=opening.stage, detail=_NO_HOST_DETAIL)
    except BaseException:
        opening.cut()
        raise


class _EndedError(aiosmtplib.SMTPException):
    """Opening ended with an outcome that no exception of aiosmtplib tells."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.detail)
        self.outcome = outcome


class _Opening:
    """One attempt to open; `stage` says where it stands, which aiosmtplib's exceptions do not."""

    def __init__(self, account: SmtpAccount) -> None:
        self.stage = Stage.CONNECT
        self._account = account
        self._reply_seconds: list[float] = []
        self._transport: asyncio.BaseTransport | None = None
        self._socket: socket.socket | None = None  # connected by us, to a checked address
        self._smtp = aiosmtplib.SMTP(
            hostname=account.host,
            port=account.port if account.guard is None else None,
            local_hostname=account.local_hostname,
            timeout=account.step_timeout_seconds,
            use_tls=account.security is Security.TLS,
            start_tls=False,
            tls_context=account.tls_context,
        )

    async def run(self, addresses: Sequence[str] | None) -> Link:
        """Go through the stages; raises what aiosmtplib raises, or `_EndedError`."""
        account = self._account
        if addresses is None:
            await self._smtp.connect(timeout=account.connect_timeout_seconds)
        else:
            self._socket = await _connected(addresses, account.port, seconds=account.connect_timeout_seconds)
            await self._smtp.connect(sock=self._socket, timeout=account.connect_timeout_seconds)
        self._transport = self._smtp.transport
        await self._timed(Stage.EHLO, self._smtp.ehlo())
        if account.security is Security.STARTTLS:
            self.stage = Stage.STARTTLS
            if not self._smtp.supports_extension("starttls"):
                raise _EndedError(AccountFault(stage=self.stage, detail="the server does not offer STARTTLS"))
            await self._smtp.starttls()
            self._transport = self._smtp.transport
            await self._timed(Stage.EHLO, self._smtp.ehlo())
        if account.signs_in:
            self.stage = Stage.AUTH
            await self._sign_in()
        transport = self._smtp.transport
        if not isinstance(transport, asyncio.Transport) or transport.is_closing():
            raise aiosmtplib.SMTPServerDisconnected("lost before it was taken over")
        return Link(
            transport=transport,
            account=account,
            extensions=self._smtp.esmtp_extensions,
            reply_seconds=self._reply_seconds,
        )

    def cut(self) -> None:
        """Drop whatever is open, without waiting for a TLS farewell."""
        if isinstance(self._transport, asyncio.Transport):
            self._transport.abort()
        elif self._socket is not None:
            self._socket.close()
        self._smtp.close()

    async def _timed(self, stage: Stage, asked: Awaitable[_T]) -> _T:
        """Await one command's reply and note how long the server took."""
        self.stage = stage
        loop = asyncio.get_running_loop()
        asked_at = loop.time()
        answer = await asked
        self._reply_seconds.append(loop.time() - asked_at)
        return answer

    async def _sign_in(self) -> None:
        """Send AUTH once, by the first mechanism of ours that the server offers."""
        username = self._account.username or ""
        offered = self._smtp.server_auth_methods
        secret = self._account.access_token or self._account.password
        plain_secret = secret.get_secret_value() if secret is not None else ""
        if self._account.access_token is not None and "xoauth2" in offered:
            await self._smtp.auth_xoauth2(username, plain_secret)
        elif self._account.access_token is None and "plain" in offered:
            await self._smtp.auth_plain(username, plain_secret)
        elif self._account.access_token is None and "login" in offered:
            await self._smtp.auth_login(username, plain_secret)
        else:
            raise _EndedError(
                AccountFault(stage=self.stage, detail="the server offers no sign-in of the account's kind")
            )


async def _connected(addresses: Sequence[str], port: int, *, seconds: float) -> socket.socket:
    """Return a socket that is connected to the first of the addresses that answers.

    Raises:
        OSError: none of them does; of the last one. TimeoutError when the seconds are over.
    """
    loop = asyncio.get_running_loop()
    refused = OSError("no address")
    async with asyncio.timeout(seconds):
        for nth, address in enumerate(addresses):
            connecting = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
            connecting.setblocking(False)
            last = nth == len(addresses) - 1
            try:
                async with asyncio.timeout(None if last else seconds / len(addresses)):
                    await loop.sock_connect(connecting, (address, port))
            except OSError as error:
                connecting.close()
                refused = error
            except BaseException:
                connecting.close()
                raise
            else:
                return connecting
    raise refused


def _judge_error(stage: Stage, error: Exception, account: SmtpAccount) -> Outcome:
    """Return the outcome for what ended the opening.

    Args:
        stage: where the opening stood by our own count.
        error: what it ended with.
        account: whose opening it was.
    """
    if isinstance(error, _EndedError):
        return error.outcome
    # A reset is found by whoever looks first, be it the end of `connect` itself; a refused connection is none, and
    # where TLS comes before the banner it may belong to that.
    was_reset = account.security is not Security.TLS and isinstance(error.__cause__, ConnectionResetError)
    if stage is Stage.CONNECT and (was_reset or _came_with_the_banner(error)):
        stage = Stage.BANNER
    if isinstance(error, aiosmtplib.SMTPResponseException):
        if not 200 <= error.code <= 599:  # noqa: PLR2004 what an SMTP reply code can be; aiosmtplib says -1 for garbage
            return judge_loss(stage, after_dot=False, why="an answer that is not SMTP")
        text = readable(error.message.encode("utf-8", "surrogateescape").split(b"\n"))
        return judge_reply(stage, kept_reply(stage, Reply(code=error.code, text=text), account))
    return _judge_cause(stage, error.__cause__ if isinstance(error.__cause__, OSError) else error)


def _came_with_the_banner(error: Exception) -> bool:
    """Whether the connection stood and only its greeting failed; aiosmtplib raises the same classes for both."""
    return isinstance(error, aiosmtplib.SMTPResponseException) or isinstance(
        error.__cause__, (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPReadTimeoutError)
    )


def _judge_cause(stage: Stage, cause: BaseException) -> Outcome:
    """Return the outcome for a connection that failed without a reply."""
    match cause:
        case ssl.SSLCertVerificationError():
            return AccountFault(stage=stage, detail="the server's certificate is not to be trusted")
        case ssl.SSLError() if cause.reason in _NOT_TLS:
            return AccountFault(stage=stage, detail="the server does not speak TLS on this port")
        case socket.gaierror() if cause.errno in _NO_SUCH_HOST:
            return AccountFault(stage=stage, detail=_NO_HOST_DETAIL)
        case ConnectionRefusedError():
            why = "the server refuses connections"
        case TimeoutError():
            why = "no answer in time"
        case _:
            why = "the server cannot be reached" if stage is Stage.CONNECT else "the connection was lost"
    return judge_loss(stage, after_dot=False, why=why)
