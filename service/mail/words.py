"""What of a server's reply may be kept and told: its codes always, its words without the secrets of the account.

A server may repeat what it was sent: the password, the line it came in, in base64 or cut into pieces.
"""

import base64
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import quote

from service.domain.outcome import Reply, Stage
from service.mail.account import Grant, SmtpAccount

SHORTEST_PIECE = 6  # characters of a secret that are one, too; of a shorter secret, all of it
SHORTEST_SECRET = 4  # characters: a shorter one stands in any text, so hiding it would show what it is
HIDDEN = "***"
NOT_KEPT = "the server's own words are not kept here"
# What its words say of whose server it is decides what to advise: a word of theirs → a name of ours.
_PROVIDERS = {"gsmtp": "Google", "gmail": "Google", "google": "Google", "office365": "Outlook", "outlook": "Outlook"}


def kept_reply(stage: Stage, reply: Reply, account: SmtpAccount) -> Reply:
    """Return a reply as it may be stored, logged and told.

    Of a reply to AUTH only the codes and a sentence of ours are left: a server says there whatever it made of what
    it was sent, and no list of the ways to write a secret is complete.
    """
    secrets = _secrets_of(account)
    if not secrets and stage is not Stage.AUTH:
        return reply
    forms = [form for secret in secrets for form in _forms(secret, account.username or "")]
    if stage is not Stage.AUTH and all(len(secret) >= SHORTEST_SECRET for secret in secrets):
        return replace(reply, text=hide(reply.text, forms))
    status = reply.enhanced_status
    if status is not None and hide(status, (form for form in forms if len(form) >= SHORTEST_PIECE)) != status:
        status = None
    words = hide(reply.text, forms).casefold()
    of = next((f"; they name {name}" for word, name in _PROVIDERS.items() if word in words), "")
    return replace(reply, text=f"{'' if status is None else f'{status} '}{NOT_KEPT}{of}")


def secrets_of(grant: Grant | None) -> list[str]:
    """Return the secrets that an access token is asked for with."""
    held = [] if grant is None else [grant.refresh_token, grant.client_secret]
    return [secret.get_secret_value() for secret in held if secret is not None]


def hide(text: str, secrets: Iterable[str]) -> str:
    """Return `text` without the secrets and pieces of them, in whatever case, broken over whatever lines."""
    sought = [secret for secret in map(_folded, secrets) if secret]
    if not _may_show(text, sought):
        return text
    folded: list[str] = []
    places: list[int] = []  # of each folded character in `text`
    for place, character in enumerate(text):
        for one in _folded(character):
            folded.append(one)
            places.append(place)
    joined, hidden = "".join(folded), set[int]()
    for secret in sought:  # a secret may be long, what is told of a reply is short
        length = min(SHORTEST_PIECE, len(secret))
        for start in range(len(joined) - length + 1):
            if joined[start : start + length] in secret:
                hidden.update(range(places[start], places[start + length - 1] + 1))
    shown = [text[n] if n not in hidden else HIDDEN if n - 1 not in hidden else "" for n in range(len(text))]
    return "".join(shown)


def _may_show(text: str, sought: Sequence[str]) -> bool:
    """Whether any piece of the length of the shortest stands in a text: hardly ever, and told in one pass."""
    length = min((SHORTEST_PIECE, *map(len, sought)))
    told, all_sought = _folded(text), "\n".join(sought)  # no folded text has a newline
    return any(told[start : start + length] in all_sought for start in range(len(told) - length + 1))


def _secrets_of(account: SmtpAccount) -> list[str]:
    held = [each.get_secret_value() for each in (account.password, account.access_token) if each is not None]
    return [secret for secret in (*held, *secrets_of(account.grant)) if secret]


def _forms(secret: str, user: str) -> Iterator[str]:
    """Yield what a secret looks like, alone and in the lines of the sign-in."""
    yield secret
    yield quote(secret)
    # Behind any other text base64 begins at one of three places.
    within = (secret, f"\0{secret}", f"\0\0{secret}")
    for line in (*within, f"\0{user}\0{secret}", f"{user}\0{user}\0{secret}", f"user={user}\1auth=Bearer {secret}\1\1"):
        yield from _in_base64(line)


def _in_base64(line: str) -> Iterator[str]:
    """Yield a line in base64, without the padding, which betrays nothing; in the alphabet of URLs where it differs."""
    usual = base64.b64encode(line.encode()).decode().rstrip("=")
    yield usual
    if "+" in usual or "/" in usual:
        yield usual.replace("+", "-").replace("/", "_")


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()
