"""Short texts that end up in header lines: no control characters, not blank, bounded."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

# Bidirectional controls can make a line read otherwise than it is; zero-width ones, soft hyphens and tags hide.
_HIDDEN = re.compile(r"[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")


def one_line(text: str) -> str:
    """Return a text in NFC without surrounding white space; refuse one that cannot stand in a header."""
    if "\r" in text or "\n" in text:
        raise PydanticCustomError("line_break", "One line is accepted: no CR or LF.")
    if any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in text) or _HIDDEN.search(text):
        raise PydanticCustomError("control_character", "Control and direction characters are not accepted here.")
    tidy = unicodedata.normalize("NFC", text).strip()
    if not tidy:
        raise PydanticCustomError("blank", "A text that is not blank is accepted.")
    return tidy


def sought(text: str) -> str:
    """Return a text that is looked for in the database, which can hold no NUL."""
    if "\0" in text:
        raise PydanticCustomError("control_character", "Text without NUL characters is accepted.")
    return text


def letter_text(text: str) -> str:
    """Return a letter's body with plain newlines; refuse what cannot be stored.

    Other characters that have no place in a letter are the letter check's, which tells where they stand.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if any(char == "\0" or unicodedata.category(char) == "Cs" for char in plain):
        raise PydanticCustomError("control_character", "Text without NUL characters is accepted.")
    if not plain.strip():
        raise PydanticCustomError("blank", "A letter that is not blank is accepted.")
    return plain


MOST_IN_BODY = 12_000  # characters, some 2,000 words; the check of that many takes a twentieth of a second
Name = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(one_line)]
Line = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(one_line)]
Subject = Annotated[str, Field(min_length=1, max_length=250), AfterValidator(one_line)]
Body = Annotated[str, Field(min_length=1, max_length=MOST_IN_BODY), AfterValidator(letter_text)]
Address = Annotated[str, Field(min_length=3, max_length=254, json_schema_extra={"format": "email"})]
Sought = Annotated[str, AfterValidator(sought)]
