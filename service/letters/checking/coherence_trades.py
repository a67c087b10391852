"""`coherence.other-application`: another trade told, in small letters, as the one that was applied for.

"cocok untuk meja resepsionis yang saya lamar ini", "as your next copywriter": a trade stands where only the position
applied for can. What is no trade, or one that lies beside the position's, is left alone.
"""

import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from service.letters.checking.fact_position import trades_of
from service.letters.checking.names import folded
from service.letters.checking.reading import ReadLetter
from service.letters.checking.rule_book import RuleBook

_Place: TypeAlias = tuple[int, int]  # [start, end) in the body
_WORD = re.compile(r"[^\W\d_]+")
_RUN = r"(?P<run>[^\W\d_]+(?:[ -][^\W\d_]+){0,3}?)"
_WISH = (
    r"(?:ingin|hendak|siap|berharap|semoga|kelak|bersedia|bercita-cita|cita-cita|berminat|berniat|minat|niat|tekad|rindu|yakin|mantap|layak|cocok|untuk"
    r"|dipercaya|hope|love|ready|keen|eager|forward|wish|long|dream|would|honou?r(?:ed)?|glad|proud)"
)
_OFFERED = tuple(
    re.compile(text, re.IGNORECASE)
    for text in (
        # "meja resepsionis yang saya lamar ini"
        rf"\b{_RUN},?\s+yang\s+(?:kini\s+|sedang\s+|tengah\s+|telah\s+|sudah\s+)?saya\s+(?:lamar|incar|tuju)\b",
        # "the reception desk I am applying for"
        (
            rf"\b(?:the|this|your|an?)\s+{_RUN}(?:\s+(?:post|job|role|position|desk|vacancy|opening))?(?:\s+(?:that|which))?"
            r"\s+I\s+(?:am\s+(?:applying|being\s+considered)|applied|have\s+applied|was\s+interviewed)\s+for\b"
        ),
        # "as your next social media copywriter"
        rf"\b(?:as|be|become|becoming)\s+your\s+(?:new|next|future|newest)\s+{_RUN}(?=\s*(?:[.,;!?]|$|\b(?:in|at|for|on|and|with|from)\b))",
        # "menjadi wartawan di koran yang Bapak pimpin"
        rf"\b{_WISH}\b[^.;:!?]{{0,60}}?\bmenjadi\s+(?:seorang\s+)?{_RUN}\s+(?:di|pada|untuk)\s+(?:\w+\s+){{1,3}}(?:yang\s+)?(?:Bapak|Ibu|Anda)\b",
        # "a candidate for the reception desk", "selaku calon resepsionis"
        rf"\b(?:selaku|sebagai)\s+(?:calon|kandidat|pelamar)\s+{_RUN}(?=\s*(?:[.,;]|$|\b(?:di|yang|dan|pada)\b))",
        rf"\b(?:as|am)\s+an?\s+(?:candidate|applicant)\s+for\s+(?:the\s+|an?\s+|your\s+)?{_RUN}(?=\s*(?:[.,;]|$|\b(?:at|in|with|and|I)\b))",
        # "posisi resepsionis ini"
        rf"\b(?:posisi|jabatan|lowongan|formasi|pekerjaan)\s+(?:sebagai\s+)?{_RUN}\s+(?:ini|tersebut|di\s+(?:\w+\s+){{1,2}}(?:Bapak|Ibu|Anda))\b",
    )
)
_HINTS = (
    "lamar",
    "incar",
    "tuju",
    "for",
    "your",
    "menjadi",
    "calon",
    "kandidat",
    "posisi",
    "jabatan",
    "formasi",
    "kerja",
)
_NOT_NOW = re.compile(
    r"\b(?:juga|pernah|dulu|dahulu|sebelumnya|selama|semula|awalnya|kecil|pengalaman|bukan|selain|seperti|sebagaimana|lagi|lain"
    r"|tahun|rekan|teman|also|once|used|previously|before|formerly|years|experience|not|never|besides|like|when\s+I|another"
    r"|other|friend|sister|brother|adik|kakak|suami|istri|anak|last\s+year|withdr\w+|menarik|mencabut|mantan|former)\b",
    re.IGNORECASE,
)
_REST = 60  # characters behind that may tell of another time
# What a place of work is called by, though nobody's trade: "the reception desk".
_DESKS: Mapping[str, str] = {
    "reception": "receptionist", "redaksi": "wartawan", "newsroom": "journalist", "nursing": "nurse",
    "driving": "driver", "cooking": "cook", "tailoring": "tailor", "welding": "welder", "teaching": "teacher",
}  # fmt: skip
# Where the position's words tell no trade, these are another one, but for positions that lie beside them.
_BESIDE: Mapping[str, frozenset[str]] = {
    "nurse": frozenset({"health", "medical", "care", "hse", "safety", "patient", "clinic", "clinical", "lab"}),
    "driver": frozenset(
        {"delivery", "logistics", "logistic", "transport", "transportation", "warehouse", "rider", "fleet", "operator"}
        | {"expedition", "partner", "motorcycle", "vehicle", "truck", "bus", "car", "field", "general"}
    ),
    "cook": frozenset(
        {"food", "beverage", "kitchen", "hotel", "restaurant", "banquet", "steward", "catering", "pastry", "crew"}
        | {"outlet", "store", "service", "product", "coffee", "cafe"}
    ),
    "journalist": frozenset(
        {"media", "content", "marketing", "communication", "communications", "relations", "public", "creative"}
        | {"social", "publication", "information", "digital", "copy", "brand", "language", "research", "radio", "tv"}
    ),
    "tailor": frozenset({"production", "sewing", "garment", "operator", "fashion", "pattern", "textile"}),
}


def other_trade_places(letter: ReadLetter, position: str, book: RuleBook) -> Iterator[_Place]:
    """Yield the trades that stand where the position applied for would, and are another one.

    Args:
        letter: that names the right position somewhere.
        position: the right one.
        book: with the meanings of the words of positions.
    """
    for sentence in letter.sentences:
        lowered = sentence.text.lower()
        if not any(hint in lowered for hint in _HINTS):
            continue
        for pattern in _OFFERED:
            found = pattern.search(sentence.text)
            if found is None or _NOT_NOW.search(sentence.text[: found.end() + _REST]):
                continue
            if _is_other(found["run"], position, book):
                yield sentence.start + found.start("run"), sentence.start + found.end("run")
                break


def _is_other(run: str, position: str, book: RuleBook) -> bool:
    """Whether a word of `run` is a trade that the position is not."""
    own = {folded(word) for word in _WORD.findall(position)}
    words = [_DESKS.get(word, word) for word in map(folded, _WORD.findall(run))]
    if not own.isdisjoint(words):
        return False
    trades = {trade for word in words for trade in trades_of(word, book)}
    if not trades:
        return False
    right = trades_of(position, book)
    if right:
        return trades.isdisjoint(right)
    meanings: Mapping[str, str] = book.words["fact"]["positions"]
    if not own or not all(word in meanings for word in own):
        return False
    meant = {meaning for word in own for meaning in meanings[word].split()} | own
    return any(key in trade and _BESIDE[key].isdisjoint(meant) for trade in trades for key in _BESIDE)
