"""`coherence.cut-off`: a clause that begins with "although" or "ketika" and whose main clause never comes. Pure.

A main clause may stand behind it without a comma too. So everything that looks like a second subject or a second verb
keeps the rule silent: what is left has one subject, one verb, and waits.
"""

import re

_SHORTEST, _LONGEST = 6, 28  # words
_DETERMINER = r"(?:the|my|our|your|his|her|their|its|this|that|these|those|some|many|most|all|every|each|an?|no)"
_PRONOUN = r"(?:I|we|you|they|he|she|it|there)"
# "Although the training will keep me …"; words that open a phrase too ("after the interview"), before a pronoun only.
_ENGLISH = re.compile(
    rf"(?:(?:although|even\s+though|because|whereas)\s+(?:{_DETERMINER}|{_PRONOUN})(?!\w)"
    rf"|(?:while|as|since)\s+{_DETERMINER}(?=\s+\w+(?:\s+[^\s,;]+){{0,6}}?\s+(?:is|are|was|were|has|have|had|will|would|can|could)\b)"
    r"|(?:after|when|while)\s+(?:we|you|they|he|she|I)(?!\w))",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"(?<!to\s)(?<!and\s)(?<!or\s)\b(?:is|are|was|were|am|has|have|had|will|would|shall|can|could|may|might|must|should|do|does|did)\b"
    r"(?!\s+(?:been|be|have)\b)",
    re.IGNORECASE,
)
# A subject of its own, unless another clause hangs on something: "the letter that you asked for".
_SECOND = re.compile(
    r"(?<!that\s)(?<!which\s)(?<!who\s)(?<!whom\s)(?<!when\s)(?<!where\s)(?<!what\s)(?<!how\s)(?<!if\s)(?<!and\s)(?<!until\s)"
    r"\b(?:I|we|you|they|he|she|it|there|this|that|these|those|mine)(?:['’]\w+)?\s+(?!(?:\w+ing|and|or|to|for|of|in|at|on|by|with)\b)\w+",
)
_ASKS = re.compile(
    r"\b(?:please|kindly|let|thank|thanks|hence|therefore|still|yet|nevertheless|so|then|nor|neither|never|rarely|seldom)\b",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[,;:–—?!…(]")
_INDONESIAN = re.compile(
    r"(?:walaupun|meskipun|biarpun|kendati(?:pun)?|(?:setelah|sesudah|ketika|sewaktu|saat|selagi|sementara|sejak|semenjak)"
    r"(?=\s+(?:saya|kami|kita|bapak|ibu|beliau|mereka|tim)\b))(?!\w)",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?!(?:tentang|terhadap|tersebut|terutama|termasuk|tetapi|terakhir|terlalu|tersendiri|teman|diri|dini|dinas|dingin|dinding"
    r"|berkas|berita|beberapa|berikut|besar|menit|meja|media|mesin|metode|medis|merek|mereka|melalui|mengenai|menurut|menjelang"
    r"|dimulai|berbagai|terang|tertinggi|terendah|direktur|direksi|divisi|digital|diploma|dirut|meter|merah|mentor|medan|menteri)\b)"
    r"(?:(?:me(?:m|n|l|r|w|ny|ng)|ber|ter|di)[a-z]{3,}|ada|adalah|menjadi|datang|pulang|tiba|ikut|ingin|tahu|pindah)\b",
    re.IGNORECASE,
)
# Speaks for a clause of its own.
_MAIN = re.compile(
    r"\b(?:tetap|maka|namun|tetapi|mohon|silakan|harap|semoga|adalah|ialah|merupakan|itulah|bolehkah|apakah|ternyata|justru|langsung"
    r"|terasa|sedang|baru\s+(?:saja|tahu|sadar|[mbd]\w+)|sempat|kebetulan|memang|saya\s+(?:ingin|siap|bersedia|akan|yakin|percaya|tidak|belum|sudah|masih|pun|semakin|makin|sangat|dapat|mampu|bisa)"
    r"|kami\s+(?:akan|siap|tetap)|belum|tidak\s+(?:ada|apa|menjadi|membuat|mengubah|mengurangi)|terima\s+kasih|demikian)\b",
    re.IGNORECASE,
)
_SUBJECTS = re.compile(
    r"\b(?:saya|kami|kita|beliau|mereka)\b(?=\s+(?:me|ber|ter|di|tak|lalu|pun|jadi|senang|bangga|lega)\w*)",
    re.IGNORECASE,
)


def waits_for_more(text: str) -> bool:
    """Whether a sentence with its full stop is but a clause that waits for another; linear in its length."""
    body = text.rstrip(" .\"'”’")
    if _MARKS.search(body) is not None or not text.rstrip("\"'”’ ").endswith("."):
        return False
    if not _SHORTEST <= body.count(" ") + 1 <= _LONGEST:
        return False
    if (found := _ENGLISH.match(body)) is not None:
        if _SECOND.search(body, found.end()) or _ASKS.search(body):
            return False
        return len(_FINITE.findall(body)) <= 1
    if (found := _INDONESIAN.match(body)) is None:
        return False
    rest = found.end() + 1
    first = body.find(" ", rest)  # behind the subject of the clause itself
    if _MAIN.search(body, rest) or (first > 0 and _SUBJECTS.search(body, first)):
        return False
    return len(_VERB.findall(body, rest)) <= 1
