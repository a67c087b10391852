"""`tech.encoding`: characters that a letter can't hold, or that a program mangled. Pure and linear."""

import re
from collections.abc import Iterator

from service.letters.checking.finding import Hit, LetterField

# Control characters (tab and line ends aside), bidirectional and zero-width marks, soft hyphens, private and unassigned
# places, lone surrogates, and the character that stands for what could not be read.
_BROKEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff"
    "\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]+"
)
# UTF-8 that was read as Windows-1252 or Latin-1: "â€™" for ’, "Ã©" for é, "Â " before a space, "ðŸ™" for an emoji.
_MANGLED = re.compile(
    r"(?:â(?:€[\x80-\x9f™œžŸ˜¦¢“”¹º•šˆ‰Š‹\xa0-\xbf“”]?|[\x80-\x9f\x80-\xbf‚„†‡ˆ‰‹ŒŽ€]{2})|Ã[\x80-\xbf\xa0-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
    r"|Â[\xa0-\xbf]|ï»¿|ï¿½|ðŸ[\S]{1,3}|Å[¡¾’“¸])+"
)
_ENTITY = re.compile(
    r"&(?:nbsp|amp|quot|apos|lt|gt|[lr][sd]quo|[nm]dash|hellip|copy|eacute|#\d{2,6}|#x[0-9a-fA-F]{2,5});"
)
_QUOTED = re.compile(r"(?:=[0-9A-F]{2}){2,}|=20$|(?<=\w)=\r?$", re.MULTILINE)
_QUOTED_BACKSLASH = re.compile(r"\\u[0-9a-fA-F]{4}|(?<![\\\w:])\\[nrt](?![\w\\])")
_LINE_ENDS = re.compile(r"[\r\n]+")
_JOINER = "\u200d"
_VARIATION = "\ufe0f"
_EMOJI_FROM = "\u2190"  # symbols and emoji begin about here; a joiner between two of them is theirs


def encoding_hits(text: str, field: LetterField) -> Iterator[Hit]:
    """Yield the places of `text` with broken or mangled characters."""
    if not text.isprintable():  # most lines are, and the test is fast
        for match in _BROKEN.finditer(text):
            if not _joins_emoji(match, text):
                yield _hit(match, field, "")
        if field == "subject":
            for match in _LINE_ENDS.finditer(text):
                yield _hit(match, field, " ")
    for match in _MANGLED.finditer(text) if not text.isascii() else ():
        yield _hit(match, field, _mended(match.group()))
    for hint, pattern in (("&", _ENTITY), ("=", _QUOTED), ("\\", _QUOTED_BACKSLASH)):
        for match in pattern.finditer(text) if hint in text else ():
            yield _hit(match, field, None)


def _hit(match: re.Match[str], field: LetterField, instead: str | None) -> Hit:
    return Hit(
        rule="tech.encoding",
        field=field,
        start=match.start(),
        end=match.end(),
        values={"given": _shown(match.group())},
        suggestions=() if instead is None else (instead,),
    )


def _shown(text: str) -> str:
    """Return `text` with what can't be seen named by its number."""
    return "".join(c if c.isprintable() and not "\ud800" <= c <= "\udfff" else f"U+{ord(c):04X}" for c in text[:12])


def _mended(text: str) -> str | None:
    """Return what the mangled text was, or None when that can't be known."""
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
    return None


def _joins_emoji(match: re.Match[str], text: str) -> bool:
    return (
        match.group() == _JOINER
        and match.start() > 0
        and match.end() < len(text)
        and text[match.start() - 1] >= _EMOJI_FROM
        and text[match.end()] >= _EMOJI_FROM
    )
