"""The domain of a mailbox: what a cap counts that is meant for one company's mail server."""

import hashlib

# Mailboxes of everybody: a cap for one of these domains would hold back letters to people who have nothing in common.
# Own list, from the providers' published sign-up domains and those in use in Indonesia.
FREE_MAIL = frozenset(
    {
        "126.com", "163.com", "aol.com", "fastmail.com", "gmail.com", "gmx.com", "gmx.net", "googlemail.com", "hey.com",
        "hotmail.co.id", "hotmail.co.uk", "hotmail.com", "icloud.com", "inbox.com", "live.com", "mac.com", "mail.com",
        "mail.ru", "me.com", "msn.com", "outlook.co.id", "outlook.com", "plasa.com", "pm.me", "proton.me",
        "protonmail.com", "qq.com", "rocketmail.com", "telkom.net", "tuta.com", "tutanota.com", "yahoo.co.id",
        "yahoo.co.uk", "yahoo.com", "yahoo.com.sg", "yandex.com", "yandex.ru", "ymail.com", "zoho.com", "zohomail.com",
    }
)  # fmt: skip

_FREE_MAIL_HASHES = frozenset(hashlib.sha256(domain.encode()).hexdigest() for domain in FREE_MAIL)


def domain_hash_of(email: str) -> str:
    """Return the SHA-256 of an address's domain, hex; the address is ASCII, of any case."""
    return hashlib.sha256(_domain(email).encode()).hexdigest()


def capped_domain(email: str) -> str | None:
    """Return the hash of the domain that counts against a cap, or None for the mailbox of a free-mail provider."""
    return None if _domain(email) in FREE_MAIL else domain_hash_of(email)


def is_capped(domain_hash: str) -> bool:
    """Say whether a domain counts against a cap: no free-mail provider's does, nor one that is not known ("")."""
    return domain_hash != "" and domain_hash not in _FREE_MAIL_HASHES


def _domain(email: str) -> str:
    return email.rpartition("@")[2].casefold()
