"""Where sentences end: Indonesian and English letters, with their abbreviations. Pure and linear in the text."""

import re
from collections.abc import Iterator

# What a dot after does not end a sentence. Compared in lower case without the dot.
_ABBREVIATED = """
    yth ykh bpk bp sdr sdri ny tn nn a.n d.a u.p u.b jl jln no gg kec kab kel rt rw hlm tgl tlp telp hp pt cv ud tbk
    dr drs dra ir prof drg drh apt ns h hj k.h kh r rr dkk dll dsb dst cq c.q s.d a.l e.g i.e cf etc mr mrs ms messrs
    st vs inc ltd corp dept ext jr sr ph.d s.e s.h s.kom s.t s.psi s.sos s.pd s.si s.ked s.kep s.farm s.i.kom s.ikom
    s.ak m.m m.si m.sc m.a m.t m.h m.kom m.pd m.psi m.ak m.hum m.b.a b.sc b.a b.eng a.md jan feb apr jun jul agu ags
    br aug sep sept okt oct nov des dec a.m p.m
    sp.a sp.b sp.og sp.pd sp.kj a.md.keb s.st s.tr.keb s.ag s.th s.kh s.hut s.p s.pi s.pt m.div m.th m.kes m.kep m.keb
    m.ag m.i.kom m.t.i m.eng m.phil r.m r.a r.ay r.ngt k.r.t k.r.m.t g.k.r g.p.h r.h k.a.r dr.med
"""
_ABBREVIATIONS = frozenset(_ABBREVIATED.split())
# Titles before a name, of ships, armies, police, churches, mosques, nobility. With their capital alone: "as you may."
_WRITTEN_TITLES = """
    capt kapt cpt chf laksda laksdya laksma marsda marsma mayjen brigjen letjen jend kol letkol may lettu letda serka
    serma sertu serda peltu pelda kopka koptu kopda praka pratu prada kombes kompol akbp akp iptu ipda aiptu aipda
    bripka brigpol briptu bripda gen lt maj sgt cmdr cdr col cpl supt insp brig pvt msgr mgr rev fr rm pdt pst br bdn
    tgk tgh tgb tb ust usth ustz gd ngr bgd dt hon asst engr dtk tn ny sdr sdri hjh
"""
_TITLES = frozenset(_WRITTEN_TITLES.split())
_MAY_CLOSE = frozenset(
    {"tbk", "inc", "ltd", "corp", "dll", "dsb", "dst", "etc", "a.m", "p.m"}
)  # and an abbreviation at once
_END = re.compile(r"(?:[.!?]+|…)[\"'”’)\]]*(?=\s|$)")
_QUOTES = "\"'”’)"
_LAST_WORD = re.compile(r"[\w.]*$")
_NAME_NEXT = re.compile(r"\s+[^\W\d_a-z]")
_NO_NEW_SENTENCE = re.compile(
    r"\s+[a-zà-öø-ÿ]"
)  # "rencana Capt. untuk mengabari": the reader is called by the title alone
_INDENT = 8  # characters before the number of an item
_LONGEST = 600  # a "sentence" beyond this is cut, so that no pattern sees unbounded text


def sentence_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield [start, end) of every sentence of one paragraph, without the white space around it.

    Args:
        text: the whole text.
        start: where the paragraph begins in it.
        end: where it ends, exclusive.
    """
    at = start
    for mark in _END.finditer(text, start, end):
        if _ends_sentence(text, at, mark, end):
            yield from _cut(text, at, mark.end())
            at = mark.end()
    yield from _cut(text, at, end)


def _ends_sentence(text: str, begun: int, mark: re.Match[str], end: int) -> bool:
    if mark.group()[-1] in _QUOTES and text[mark.end() : min(end, mark.end() + 2)].strip(" ").islower():
        return False  # the sentence goes on behind what it quotes: the show "What's up?" that you told me of
    if mark.group()[0] != ".":
        return True
    if mark.group().startswith(".."):
        return True
    before = _LAST_WORD.search(text, max(begun, mark.start() - 12), mark.start())
    written = before.group() if before else ""
    word = written.casefold()
    if (
        word.isdigit() and before and before.start() - begun < _INDENT and not text[begun : before.start()].strip()
    ):  # an item: "1. Ijazah"
        return False
    if len(word) == 1 and word.isalpha():  # an initial: "Andi B. Pratama"
        return False
    if word in _TITLES and written[:1].isupper():
        goes_on = _NAME_NEXT.match(text, mark.end(), end) or _NO_NEW_SENTENCE.match(text, mark.end(), end)
        if goes_on:
            return False
    if word not in _ABBREVIATIONS:
        return True
    after = text[mark.end() : min(end, mark.end() + 4)].lstrip()[:1]
    # "di PT Maju Jaya Tbk. Saya …" ends one, "PT Maju Jaya Tbk. yang …" does not.
    return word in _MAY_CLOSE and (not after or after.isupper())


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > _LONGEST:
        space = text.rfind(" ", start, start + _LONGEST)
        middle = space if space > start else start + _LONGEST
        yield start, middle
        start = middle
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end
