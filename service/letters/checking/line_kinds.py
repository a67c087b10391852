"""What one line of a letter is by itself: a salutation, a greeting, a closing, a signature … Pure and linear."""

import re

_SALUTATION = re.compile(
    r"(?:(?:kepada|untuk)\b.{0,12})?\b(?:yth\b|ytc\b|yang\s+(?:terhormat|(?:saya|kami)\s+hormati)\b|ykh\b)"
    r"|(?:kepada|(?:ter)?untuk\s+(?:bapak|ibu|tim)|for\s+the\s+attention\s+of|attention|(?:my\s+)?dear|hi|hello|hey|hai|halo|hallo|to\s+whom|respected|esteemed|honou?red|honou?rable)\b"
    r"|(?:to|attn)\s*:?\s+(?:mr|mrs|ms|miss|dr|prof|sir|madam|the\s+(?:hiring|recruitment|selection|hr|human|personnel))\b"
    r"|(?:bapak|ibu|pak|bu|bpk|sdr|sdri|saudara|saudari|kak|kakak|mas|mbak|bang|bro|sis|min|gan|tim|attn|mr|mrs|ms|miss"
    r"|ustaz|ustadz|ustazah|ustadzah|pendeta|romo|pastor|suster|bunda|ayah|om|tante)\b"
    r"(?:[^.!?]|(?<=\b[A-Za-z])\.|(?<=\b[A-Za-z][A-Za-z])\.|(?<=\b[A-Za-z]{3})\.){0,60},?$"
    r"|[^?!:;]{0,60}\byang\s+(?:(?:amat|sangat|paling)\s+)?(?:ter)?(?:hormat|mulia)\w{0,2},?$"
    r"|[^?!:;]{0,60}\byang\s+(?:(?:amat|sangat)\s+)?(?:saya|kami)\s+(?:hormati|muliakan|segani|banggakan|kasihi),?$",
    re.IGNORECASE,
)
_PLAIN_SALUTE = re.compile(
    r"(?:(?:kepada\s+)?yth\b|yang\s+(?:terhormat|saya\s+hormati)\b|dear\s+[A-Z]|dengan\s+hormat,$|to\s+whom\s+it\s+may)",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:dengan\s+(?:segala\s+|penuh\s+)?hormat|selamat\s+(?:pagi|siang|sore|petang|malam)|assalam\w*"
    r"|assalamu['’ ]\w+"
    r"|salam\b(?!\s+hormat(?!,?\s+(?:bapak|ibu|pak|bu|kak|tim|mr|mrs|ms)\b))"
    r"|om\s+s[uw]+ast[iy]\w*|s[hy]+a+l+o+m|namo\s+bud+haya|permisi|bismil+ah\w*"
    r"|d\.?\s?h(?=\.?\s*[,.]?$)|damai\s+sejahtera|apa\s+kabar\b|puji\s+(?:tuhan|syukur)(?=,)|hormat\s+saya\s+kepada"
    r"|sampurasun|rahayu|horas|mejuah-?juah|njuah-?juah|tabea?|kulo\s*nuwun|wei\s+de\s+dong\s+tian"
    r"|tabik(?:\s+pun)?|salama['’]?|adil\s+ka|ya['’]ahowu|wilujeng|nuwun\s+sewu|amit\s+sewu|epang|foi\s+moi|wa\s+wa\s+wa"
    r"|good\s+(?:morning|day|afternoon|evening)|(?:warm\s+|kind\s+)?greetings|peace\s+be|pagi|siang|sore|malam)\b",
    re.IGNORECASE,
)
_SALUTE = (
    r"(?:(?:dengan|teriring|disertai)\s+)?(?:(?:penuh|segala)\s+)?(?:hormat|salam|takzim|sembah\s+(?:sujud|bakti|hormat)|sungkem)\b"
    r"|hormat(?:ku)?\s+(?:saya|kami)|wassalam\w*|wasalam\w*|om\s+santi\w*|tabik|ttd|tertanda|pemohon|pelamar"
    r"|(?:with\s+)?(?:all\s+)?(?:my\s+|our\s+)?(?:best|kind|kindest|warm|warmest|many|sincere|deepest|high|utmost|great)\b"
    r".{0,20}\b(?:regards|wishes|respect|gratitude|appreciation)"
    r"|(?:with\s+)?(?:regards|respect|gratitude|appreciation)|sincerely|yours\b|(?:very\s+)?respectfully|faithfully"
    r"|cordially|gratefully|warmly|cheers|best"
)
_CLOSING = re.compile(rf"(?:{_SALUTE})\b[^.?:]{{0,45}}[,.!]?$", re.IGNORECASE)
# Farewells of the country's religions and regions: they close a letter only where one ends, for some of them greet too.
_FAREWELL = re.compile(
    r"(?:salam|s[hy]+a+l+o+m|rahayu|(?:teriring\s+)?sembah\s+(?:sujud|bakti|hormat)|sungkem|horas|mejuah-?juah|njuah-?juah|ya['’]ahowu|tabea?|nuwun|matur\s+(?:nuwun|suksma)|suksma"
    r"|(?:h|k)atur\s+(?:nuhun|suksma)|nuhun|mauliate|makase|om\s+s[ah]+nti\w*|namo\s+bud+haya|sadhu|amin|wei\s+de\s+dong"
    r"|(?:tuhan|allah|god|jesus|lord)\b.{0,25}\b(?:member(?:k|ah|kah)\w+|menyertai|berkati|bless\w*)|berkah\s+dalem|[gj]bu"
    r"|was+alam\w*|bil+ahi?\b|wal+ahu\w*|nas[hr]+un|fastabiq\w*|jazak\w*|barakal+ah\w*|best|warmest|all\s+(?:the\s+|my\s+)?best"
    r"|take\s+care|peace|blessings|love|merdeka|in\s+(?:gratitude|anticipation|friendship|hope|appreciation)"
    r"|most\s+(?:respectfully|sincerely|gratefully)|(?:always|ever|humbly|forever)\s+(?:yours|grateful)|be\s+well|stay\s+(?:well|safe)"
    r"|(?:very|every|all)\s+(?:best|good\s+wish\w*)|good\s+wishes|hopefully|onwards|rgds|your\s+sincerely|until\s+then)\b[^?:]{0,50}$",
    re.IGNORECASE,
)
# What no farewell says: somebody is asked or told to do something, or somebody does something.
_ASKS = re.compile(
    r"\b(?:mohon|mohonkan|tolong|minta|(?<!penuh\s)harap|harapkan|ditunggu|tunggu|kabari\w*|balas\w*|jawab\w*|hubungi|kapan|apakah|bagaimana|segera"
    r"|lampiran|terlampir|karena|bahwa|apabila|jika|kalau|please|pls|(?<!you\s)kindly|let\s+me|reply|respond|answer|waiting\s+for"
    r"|awaiting|asap|if|when|because|that)\b|\b(?:saya|kami|aku)\b(?!\W*$)|\b(?:i|we|i['’]\w+)\s+(?-i:[a-z])",
    re.IGNORECASE,
)
# "I am, with sincere respect,": an old form, which says who signs and nothing else.
_FROM_ME = re.compile(
    r"(?:dari saya|saya,? yang|saya,? (?:dengan|penuh|teriring|disertai)(?=.{0,40}\b(?:hormat|takzim|salam))|yours|from"
    r"|(?:and )?i (?:am|remain|stay|sign(?: myself)?|have the honou?r to (?:be|remain)|beg to (?:be|remain))\b"
    r"(?=.{0,45}\b(?:respect\w*|regards?|gratitude|sincer\w+|truly|faithful\w*|yours?|obedient\w*|servant|esteem"
    r"|humbl\w+|wishes|thanks|grateful\w*|appreciation|devoted\w*|cordial\w*)\W*$))\b[^.?:;]*$",
    re.IGNORECASE,
)
_MOST_FAREWELL_WORDS, _MOST_FAREWELL_CHARACTERS = 9, 64
# Thanks close a letter when nothing but thanks stands on the line and no full stop makes a sentence of it.
_BARE_THANKS = re.compile(
    r"(?:sekian|demikian),?\s+(?:dan\s+)?terima\s*kasih[.!]$|(?:(?:sekian|demikian|akhir\s+kata),?\s+(?:dan\s+)?)?(?:(?:terima\s*kasih|makasih|trims)"
    r"(?:\s+(?:banyak|sebelumnya|sebesar-besarnya)){0,2}|(?:with\s+)?(?:(?:many|sincere|warm|my|best)\s+){0,2}thanks"
    r"(?:\s+(?:again|in\s+advance|a\s+lot|so\s+much))?|thanking\s+you(?:\s+(?:again|in\s+advance|sincerely|kindly))?"
    r"|thank\s+you(?:\s+(?:again|in\s+advance|so\s+much|very\s+much|kindly|most\s+kindly))?)"
    r"(?:\s*,?\s*(?:dan|and|,|&|serta|with)?\s*(?:hormat\s+saya|(?:teriring\s+)?salam(?:\s+[a-z]+){0,2}"
    r"|was+alam\w*|(?:(?:best|kind|kindest|warm|warmest|my|sincere)\s+){0,2}(?:regards|wishes))\s*[.!]?)?\s*,?$",
    re.IGNORECASE,
)
_NOT_A_CLOSING = re.compile(
    r"salam\s+(?:saya\s+)?(?:untuk|kepada|bagi|buat|sejahtera)\b|best\s+of|hormat\s+saya\s+kepada", re.IGNORECASE
)
_POSTSCRIPT = re.compile(
    r"(?:p\s?\.?\s?s\s?\.?\s?[.:]|n\.?\s?b\s?\.?\s?[.:]|ps\b(?!\S)|catatan(?:\s+tambahan)?\s?:)", re.IGNORECASE
)
_HEAD = re.compile(
    r"(?:perihal|hal|subjek|subject|re|lamp|lampiran|nomor|no|tanggal|date|from|dari|enclosures?)\s{0,3}\.?\s{0,3}:"
    r"|[^\W\d_][\w .'’-]{2,40},\s*(?:tanggal\s+)?\d{1,2}[ \-./]+(?:[^\W\d_]{3,9}|\d{1,2})[ \-./,]+\d{4}\.?$"
    r"|\d{1,2}\s+[^\W\d_]{3,9}\s+\d{4}\.?$|[A-Z][a-z]{2,8}\s+\d{1,2},\s+\d{4}\.?$",
    re.IGNORECASE,
)
_QUOTE_HEAD = re.compile(
    r"-{2,}\s*(?:original|pesan|forwarded|diteruskan|reply)|on .{5,160} wrote:$|pada .{5,160} menulis:$"
    r"|[^\n]{5,160}<[^<>\s]{3,80}>\s*(?:wrote|menulis):$",
    re.IGNORECASE,
)
_QUOTE_FIELD = re.compile(r"\*?(?:from|dari)\s?:\*?\s", re.IGNORECASE)
_QUOTE_NEXT = re.compile(r"\*?(?:sent|date|to|terkirim|dikirim|tanggal|kepada|cc|subject|subjek)\s?:", re.IGNORECASE)
# "I" only before a word in lower case: "I Gusti Ayu" and "I Made" are names.
# "Aku Setiawan" and "My Linh" are names as well.
_FIRST_PERSON = re.compile(
    r"\b(?:[Ss]aya|aku|kami|my|we|our|(?:Aku|Kami|My|We|Our)(?!\s+[A-Z])|I(?=\s+[a-z])|I['’][a-z]+)\b"
)
_ITEM = re.compile(r"\s*(?:[-–•*·]|\d{1,2}[.)]|[a-z][.)])\s", re.IGNORECASE)
_FIELD = re.compile(r"[A-Z][\w./]*(?: [\w./]+){0,3}\s{0,12}:\s+\S")
# A town alone on its line as well: "Kotagede."
_ADDRESS = re.compile(
    r",$|^(?:di\s|PT\b|CV\b|Jalan\b|Jl\b|Gedung\b|u\.?p\b|HRD\b)|^[A-Z][a-z]+(?:[ -][A-Z][a-z]+){0,2}\.?$"
    r"|^[A-Z][\w&'’]*(?:[ -](?:[A-Z&][\w&'’]*|dan|of|and|the)){0,7}$"
    # "Apotek Waleta, Manado": with its town behind it.
    r"|^[A-Z][\w&'’.]*(?:,? (?:[A-Z&(][\w&'’.)/]*|\d[\d/-]*[A-Z]?|dan|of|and|the|di)){1,10}$"
)
_SENTENCE_END = re.compile(r"[^\W_]{2,}[\"'”’)]*[.?!…]+[\"'”’)]*$")
_CLOSING_WORDS = 7  # a closing is short; a longer line that begins so is a sentence
_SHORT_WORDS, _SHORT_CHARACTERS = 12, 110  # a line of an opening or an address block
_LONGEST_SALUTATION = 300  # characters
_NAME_WORDS, _SENTENCE_WORDS = 7, 3
_PARTICLES = frozenset(
    {"bin", "binti", "br.", "br", "van", "der", "de", "da", "al", "ibn", "dan", "dr.", "drg.", "drh.", "apt."}
)


def is_closing(line: str) -> bool:
    """Whether `line` is nothing but a complimentary close."""
    text = line.strip()
    if not 0 < len(text.split()) <= _CLOSING_WORDS:
        return False
    if _BARE_THANKS.match(text):
        return True
    return _CLOSING.match(text) is not None and _NOT_A_CLOSING.match(text) is None


def may_close(line: str, below: str = "") -> bool:
    """Whether `line`, between the last sentence of a letter and a name, can be nothing but its farewell.

    Closings are legion ("Warmest,", "Tuhan memberkati,", "Thanking you,"), and their form tells more than any list: a
    short line that ends in a comma and neither asks nor tells anything. Without the comma it has to be a known one, or
    one that can't be a name with a name below it.

    Args:
        line: any line of the letter's end.
        below: the next line that is not blank, "" at the end.
    """
    text = line.strip()
    if not 0 < len(text.split()) <= _MOST_FAREWELL_WORDS or len(text) > _MOST_FAREWELL_CHARACTERS:
        return False
    if is_item(text) or is_head(text) or (_ASKS.search(text) and not _FROM_ME.match(text)):
        return False
    if text.endswith(","):
        return not any(c.isdigit() or c in ".?:;@" for c in text)
    if _FAREWELL.match(text) is not None:
        return True
    stands_above_name = may_sign(below) and not may_sign(text)
    return stands_above_name and not any(c.isdigit() or c in ".?:;@/" for c in text)


def may_salute(line: str) -> bool:
    """Whether `line`, above the first sentence of a letter, can only be there to greet: short, and open at its end."""
    text = line.strip()
    if not text.endswith((",", "!")) or not is_short(text) or reads_as_prose(text) or is_head(text):
        return False
    if is_closing(text) and not text.lower().startswith("salam"):
        return False
    return len(text.split()) <= _MOST_FAREWELL_WORDS and not _ASKS.search(text)


def is_salutation(line: str) -> bool:
    """Whether `line` names whom the letter is to."""
    return _SALUTATION.match(line.strip()) is not None


def salutes_plainly(line: str) -> bool:
    """Whether `line` can be nothing but a salutation or a greeting, wherever in a letter it stands."""
    text = line.strip()
    return is_short(text) and _PLAIN_SALUTE.match(text) is not None and not reads_as_prose(text)


def is_long_salutation(line: str) -> bool:
    """Whether `line` is a salutation that titles, degrees and a firm's name make longer than a line should be."""
    text = line.strip()
    return len(text) <= _LONGEST_SALUTATION and _PLAIN_SALUTE.match(text) is not None and not _FIRST_PERSON.search(text)


def is_greeting(line: str) -> bool:
    """Whether `line` greets without naming the reader."""
    return _GREETING.match(line.strip()) is not None


def is_head(line: str) -> bool:
    """Whether `line` is place and date, a subject line or another line of a letter's head."""
    return _HEAD.match(line.strip()) is not None


def is_postscript(line: str) -> bool:
    """Whether a postscript begins at `line`."""
    return _POSTSCRIPT.match(line.strip()) is not None


def is_quoted(line: str) -> bool:
    """Whether `line` is one of an earlier mail, marked with ">"."""
    return line.lstrip().startswith(">")


def begins_quotation(line: str, following: str) -> bool:
    """Whether an earlier mail is quoted from `line` on, to the end.

    Args:
        line: any line of the body.
        following: the line after it, "" at the end.
    """
    text = line.strip()
    if _QUOTE_HEAD.match(text):
        return True
    return _QUOTE_FIELD.match(text) is not None and _QUOTE_NEXT.match(following.strip()) is not None


def speaks_of_writer(line: str) -> bool:
    """Whether the writer says "I" in `line`."""
    return _FIRST_PERSON.search(line) is not None


def is_item(line: str) -> bool:
    """Whether `line` is an item of a list."""
    return _ITEM.match(line) is not None


def is_field(line: str) -> bool:
    """Whether `line` is a field of a form, "Nama : Rina Wijaya"."""
    return _FIELD.match(line) is not None


def is_address(line: str) -> bool:
    """Whether `line` reads as one of an address block that has commas at its line ends."""
    text = line.strip()
    return is_short(text) and not is_closing(text) and _ADDRESS.search(text) is not None


def is_short(line: str) -> bool:
    """Whether `line` may belong to an opening or an address block by its length."""
    return len(line.split()) <= _SHORT_WORDS and len(line) <= _SHORT_CHARACTERS


def reads_as_prose(line: str) -> bool:
    """Whether `line` is (part of) a sentence rather than a line of an address, a name or a greeting."""
    if not is_short(line) or (_FIRST_PERSON.search(line) and not is_closing(line)):
        return True
    return (
        len(line.split()) >= _SENTENCE_WORDS
        and _SENTENCE_END.search(line) is not None
        and not _ends_in_abbreviation(line)
    )


def may_sign(line: str) -> bool:
    """Whether `line`, without a closing before it, reads as a name, a phone number or an address."""
    words = line.strip(" ()").split()
    if not words or len(words) > _NAME_WORDS or is_head(line) or is_item(line):
        return False
    if line.endswith((".", "?", "!", ",", ":", ";")) and not _ends_in_abbreviation(line):
        return False
    return all(not word[:1].islower() or "@" in word or "/" in word or word in _PARTICLES for word in words)


def _ends_in_abbreviation(line: str) -> bool:
    return (
        re.search(r"\b[A-Z][A-Za-z]{0,4}\.$", line) is not None
        and re.search(r"\.[A-Z][A-Za-z]{0,4}\.$|,\s*[A-Z]{1,3}[a-z]{0,2}\.$|\b(?:Tbk|Inc|Ltd|Jr|No)\.$", line)
        is not None
    )
