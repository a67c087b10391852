"""The subject line: purpose, position, name, in about 80 characters; and the "Re:" of an answer in a thread."""

import re

MAX_SUBJECT_CHARACTERS = 80  # mail readers on a telephone show fewer still; the name's first word is worth the rest

_SEPARATOR = " - "
_REPLY_PREFIXES = re.compile(r"(?:\s*(?:re|bls|balas)\s*(?:\[\d+\]|\(\d+\))?\s*[::])+\s*", re.IGNORECASE)
# A position that was cut may not end on one of these.
_DANGLING = re.compile(r"(?:[\s,;:&/(\[–—-]|\b(?:dan|di|atau|untuk|pada|and|or|of|at|for|the)\b)+$", re.IGNORECASE)


def subject_line(*, purpose: str, position: str, name: str) -> str:
    """Return `purpose - position - name` in at most 80 characters, cut between words only.

    The name loses its tail first, then the position does; what is one word too long for the line is left out.

    Args:
        purpose: a few words of the phrasing, under 60 characters.
        position: on one line, any length.
        name: the candidate's, on one line, any length.
    """
    for shown_name in _shortenings(name):
        line = _SEPARATOR.join((purpose, position, shown_name))
        if len(line) <= MAX_SUBJECT_CHARACTERS:
            return line
    first_name = name.split(maxsplit=1)[0].rstrip(",")
    if len(first_name) > MAX_SUBJECT_CHARACTERS // 4:
        first_name = ""  # a name of one endless word would push out the position
    for shown_position in (*_shortenings(position), ""):
        line = _SEPARATOR.join(part for part in (purpose, shown_position, first_name) if part)
        if len(line) <= MAX_SUBJECT_CHARACTERS:
            return line
    return purpose


def reply_subject(subject: str) -> str:
    """Return the subject of an answer to a mail with this `subject`: one "Re: ", whatever stood before it.

    "Re:", "RE:", "Bls:", "Balas:" and their counted forms ("Re[2]:") are understood, also repeated. The rest stays as
    it is, however long: mail readers thread by it.
    """
    return f"Re: {without_reply_prefix(subject)}".rstrip()


def without_reply_prefix(subject: str) -> str:
    """Return `subject` on one line without any reply prefix; "" when nothing else stood there."""
    line = " ".join(subject.split())
    prefix = _REPLY_PREFIXES.match(line)
    return line[prefix.end() :] if prefix else line


def _shortenings(text: str) -> list[str]:
    """Return `text` whole, then with one word less each time, never ending on a comma, a conjunction or a bracket."""
    words = text.split()
    shortened = [_closed(" ".join(words[:count])) for count in range(len(words) - 1, 0, -1)]
    return [text, *(line for line in shortened if line)]


def _closed(line: str) -> str:
    """Drop a bracket that the cut left open, and what dangles before it."""
    for opening, closing in ("()", "[]"):
        if line.count(opening) > line.count(closing):
            line = line[: line.rindex(opening)]
    return _DANGLING.sub("", line)
