"""E-mail addresses that can be sent to: syntax only, no DNS; a domain in its IDNA form."""

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from service.domain.errors import FieldError, InvalidInputError

LONGEST_LOCAL_PART = 64  # RFC 5321 4.5.3.1.1
# Mailboxes that nobody reads, written without their separators.
_UNREAD = frozenset({"noreply", "donotreply", "dontreply", "nereply", "mailerdaemon", "postmaster", "jangandibalas"})
_UNREAD_BEGINNINGS = ("noreply", "donotreply", "mailerdaemon")
_SEPARATORS = str.maketrans("", "", "-_.")


def sendable(address: str, *, pointer: str, allow_reserved: bool) -> str:
    """Return an address in the ASCII form that SMTP takes.

    Args:
        address: as given.
        pointer: of its field, for the error.
        allow_reserved: whether names such as `.test` and `.local` pass; only where letters stay on this machine.

    Raises:
        InvalidInputError: `invalid_email`, or `unsupported_email` for a local part beyond ASCII.
    """
    # The library knows one reserved name that may be let through, `.test`: another one is checked below that.
    last_label = address.rsplit(".", 1)[-1].rsplit("@", 1)[-1].casefold()
    below = ".test" if allow_reserved and last_label in SPECIAL_USE_DOMAIN_NAMES and last_label != "test" else ""
    try:
        valid = validate_email(address + below, check_deliverability=False, test_environment=allow_reserved)
    except EmailNotValidError:
        raise InvalidInputError(
            FieldError(pointer=pointer, code="invalid_email", detail="An address such as rina@example.com is accepted.")
        ) from None
    if valid.ascii_email is None:
        raise InvalidInputError(
            FieldError(
                pointer=pointer,
                code="unsupported_email",
                detail="Only ASCII is accepted before the @: many mail servers take nothing else (SMTPUTF8).",
            )
        )
    if len(valid.ascii_email.rpartition("@")[0]) > LONGEST_LOCAL_PART:
        raise InvalidInputError(
            FieldError(pointer=pointer, code="invalid_email", detail="At most 64 characters are accepted before the @.")
        )
    return valid.ascii_email.removesuffix(below) if below else valid.ascii_email


def refuse_unread(address: str, *, pointer: str) -> None:
    """Refuse a mailbox that no person reads.

    Raises:
        InvalidInputError: `unread_mailbox`.
    """
    local = address.rsplit("@", 1)[0].split("+", 1)[0].casefold().translate(_SEPARATORS)
    if local in _UNREAD or local.startswith(_UNREAD_BEGINNINGS):
        raise InvalidInputError(
            FieldError(
                pointer=pointer,
                code="unread_mailbox",
                detail="Nobody reads this mailbox; give the address of the recruiter or of the company's HR.",
            )
        )


def as_stored_email(address: str) -> str:
    """Return an address as it is looked for: in the form that is stored; what is none is found nowhere."""
    try:
        return sendable(address, pointer="", allow_reserved=True).casefold()
    except InvalidInputError:
        return address.casefold()
