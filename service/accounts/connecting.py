"""An account → an open link. Every connection goes through here, and so through the guard."""

from dataclasses import replace

from service.accounts.tokens import Held, Tokens
from service.domain.outcome import AccountFault, Outcome, Stage
from service.mail.account import SmtpAccount
from service.mail.link import Link
from service.mail.opening import open_link


class Connecting:
    """Opens links; an account with a grant signs in with an access token."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def open(self, account: SmtpAccount) -> Link | Outcome:
        """Return a link that is ready for MAIL, or the outcome that ended the attempt.

        A token that the server does not take is replaced once, when it was not fetched just now: a provider may end
        tokens before their time.
        """
        if account.grant is None:
            return await open_link(account)
        held = await self._tokens.of(account)
        if not isinstance(held, Held):
            return held
        opened = await open_link(replace(account, access_token=held.value))
        if not _refuses_sign_in(opened):
            return opened
        if not held.fresh:
            held = await self._tokens.of(account, refused=held.value)
            if not isinstance(held, Held):
                return held
            opened = await open_link(replace(account, access_token=held.value))
        if _refuses_sign_in(opened):
            self._tokens.forget(account)
        return opened


def _refuses_sign_in(opened: Link | Outcome) -> bool:
    return isinstance(opened, AccountFault) and opened.stage is Stage.AUTH and opened.reply is not None
