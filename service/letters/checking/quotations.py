"""What stands between quotation marks: a title, a slogan, what somebody said; not the writer's own words. Pure."""

import re

# Bounded, so that it stays linear.
_ON = r"|\r?\n(?![ \t\r]{0,20}\n)"  # a line's end inside a quotation, but no paragraph's
QUOTED = re.compile(
    rf"“(?:[^”\n]{_ON}){{1,160}}”|\"(?:[^\"\n]{_ON}){{1,160}}\"|«[^»\n]{{1,160}}»|‘(?:[^’\n]{_ON}){{1,160}}’"
    rf"|(?<!\w)'(?:[^'\n]{_ON}){{2,160}}'(?!\w)"
)
_MARKS = re.compile(r"[“\"«‘']")
_MASK = re.compile(r"[^\s“”\"«»‘’'.,;:!?]")


def without_quotations(text: str) -> str:
    """Return `text` with every letter between quotation marks masked, each place kept."""
    if _MARKS.search(text) is None:
        return text
    return QUOTED.sub(lambda quoted: _MASK.sub("_", quoted.group()), text)
