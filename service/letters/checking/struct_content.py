"""What the prose of a letter has to tell: who writes, for which position, which interview, what for. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, takewhile

from service.letters.checking.context import LetterContext
from service.letters.checking.fact_dates import told_dates
from service.letters.checking.fact_position import names_position, position_hits
from service.letters.checking.finding import Hit, Severity
from service.letters.checking.introductions import introductions
from service.letters.checking.line_kinds import reads_as_prose
from service.letters.checking.mentions import without
from service.letters.checking.names import are_near, folded, name_words
from service.letters.checking.parts import Part
from service.letters.checking.reading import ReadLetter, Sentence
from service.letters.checking.rule_book import RuleBook
from service.letters.checking.tech import letter_placeholders
from service.letters.checking.written_dates import may_name, names_day_in_words, written_dates

# What may come before the introduction: wishes, thanks, an apology, a prayer.
_PLEASANTRY = re.compile(
    r"\W*(?:semoga|(?:i|we) (?:(?:do|also|very much|sincerely|truly) )?(?:hope|trust|pray|wish|want to thank|thank)"
    r"|hope|hoping|trust|mohon maaf|maaf|sebelumnya|puji|segala puji|alhamdulillah|salam|selamat|terima kasih"
    r"|(?:saya|kami) (?:ucapkan|haturkan|mengucapkan|menyampaikan) (?:banyak )?(?:terima kasih|syukur)"
    r"|thank you|many thanks|thanks|please accept|warm"
    r"|greetings|with (?:gratitude|respect)|(?:please )?(?:forgive|excuse|pardon)"
    r"|apologies|(?:i am |my )?(?:sorry|apologies))\b",
    re.IGNORECASE,
)
# A form that the first paragraph announces: "Saya yang bertanda tangan di bawah ini:", "Nama: Rina", "Posisi: …".
_FIELD = re.compile(r"\s*(?:[-–•*]\s*|\d{1,2}[.)]\s*)?[^\W\d_][\w./ ]{0,34}\s*:\s*\S")
_ANNOUNCES = re.compile(
    r":\W*$|\b(?:bertanda tangan|data diri|identitas|sebagai berikut|undersigned|as follows)\b", re.IGNORECASE
)
# The writer's own part in the selection: "saya pelamar …", "I interviewed for …", "wawancara saya".
_TAKES_PART = re.compile(
    r"\b(?:saya|kami)\b[^.?!]{0,60}\b(?:pelamar|kandidat|peserta|calon|wawancara|diwawancara\w*|melamar|seleksi|tes)\b"
    r"|\b(?:wawancara|lamaran)\b[^.?!]{0,60}\bsaya\b|\bmewawancarai saya\b"
    r"|\b(?:i|we)\b[^.?!]{0,60}\b(?:interview\w*|candidate|applicant|applied|met|spoke|talked|position|role)\b"
    r"|\b(?:interview\w*|met|saw)\b[^.?!]{0,30}\bme\b|\bmy\b[^.?!]{0,30}\b(?:interview|application|audition)\b",
    re.IGNORECASE,
)
# How a business letter in English begins that answers what went before: "Further to our interview of 3 November, …"
_REFERS = re.compile(
    r"(?:further to|with (?:further )?reference to|in reference to|with regard to|following (?:up on )?)\s*"
    r"(?:our|your) (?:[\w-]+ ){0,3}(?:interview|conversation|meeting|call|discussion|telephone)\b",
    re.IGNORECASE,
)
_MOST_PARAGRAPHS = 12  # in which a name is looked for
_MOST_FIELDS = 12
_MOST_DATES = 60  # of a letter that are looked at
_POSITION = re.compile(
    r"\b(?:posisi|jabatan|lowongan|formasi|pelamar|kandidat|calon|peserta seleksi|melamar|sebagai|magang|position|role"
    r"|vacancy|opening|candidate for|applied for|application for|internship|job of|post of|trainee)\b",
    re.IGNORECASE,
)
# Where the request names no position: a run of capitals that an interview is for or as, "the Welder interview".
_RUN = r"[A-Z][a-z]+(?: [A-Z][a-z]+){0,3}"
_SOME_POSITION = re.compile(
    r"(?:\b(?:untuk|sebagai|selaku|menjadi|bagian|bidang|divisi|for|as|wawancara|interview|lamaran|seleksi|tes)"
    rf"(?: (?:an?|the|your|calon|seorang))? (?P<behind>{_RUN})(?![\w.])"
    rf"|(?P<before>{_RUN})(?:'s)? (?:interview|application|selection|recruitment|assessment|hiring)\b)"
)
_NO_POSITION = re.compile(
    r"(?:Bapak|Ibu|Pak|Bu|Anda|Saudara|Mr|Ms|Mrs|Dr|Tim|Team|Saya|My|The|Your|Our|Job|This|That|Last|First|Second|Panel|Video|Zoom|Online|Hari"
    r"|Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu|Mon|Tues|Wednes|Thurs|Fri|Satur|Sunday|Januari|Februari|Maret|April|Mei|Juni|Juli"
    r"|Agustus|September|Oktober|November|Desember|January|February|March|May|June|July|August|October|December|Status|Update|Kerja"
    r"|Universitas|University|Bank|Rumah|Sekolah|Yayasan|Hotel|Koperasi|Toko|Kementerian|Dinas|Indonesia|Progress|Kelanjutan)"
)
_PURPOSE = re.compile(
    r"\b(?:menanyakan|bertanya|tanya|pertanyaan|mengetahui|tahu|informasi|info|kabar|perkembangan|kelanjutan|kemajuan|status"
    r"|keterangan|konfirmasi|kepastian|tindak lanjut|menindaklanjuti|penjelasan|gambaran|kejelasan"
    r"|tahap(?:an)?|bagaimana|sejauh mana"
    r"|ask|asking|know|wonder(?:ing)?|update|news|progress|progressing|status|follow(?:ing)?|hear|inquir\w+|enquir\w+|learn"
    r"|where things|how (?:the|things)|stage|next steps?|tell me|word)\b",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"\b(?:(?:ber)?terima\s*kasih|makasih|trims|syukur|bersyukur|menghargai|penghargaan|thanks?|thankful|grateful|gratitude"
    r"|appreciate[ds]?|appreciation|thank|thx|tks)\b",
    re.IGNORECASE,
)
_GAP_FOR = {
    "introduction-missing": re.compile(r"\b(?:nama|name)|saya[ ,]+\W|\bi am \W|\bi'm \W", re.IGNORECASE),
    "position-missing": re.compile(r"posisi|position|jabatan|role|job|pekerjaan|pelamar \W|sebagai \W", re.IGNORECASE),
    "interview-date-missing": re.compile(r"tanggal|tgl|date|dd\b|hari|pada\s|\bon\s|yyyy", re.IGNORECASE),
}
_SHORTEST, _LONGEST = 50, 180  # words
_SHORT_NAME = 3  # letters from which a nickname is one


def content_hits(letter: ReadLetter, context: LetterContext, book: RuleBook) -> Iterator[Hit]:
    """Yield what the letter does not tell."""
    begun = letter.sentences[0].start if letter.sentences else 0
    missing = [
        rule
        for rule, is_told in (
            ("introduction-missing", not letter.sentences or _introduces(letter, context)),
            ("position-missing", _tells_position(letter, context, book)),
            ("interview-date-missing", _tells_date(letter, context, book)),
        )
        if not is_told
    ]
    gaps = _gaps(letter, context) if missing else ""
    for rule in missing:
        if not _GAP_FOR[rule].search(gaps):
            # Who says by role or interview who they are is known all the same, if not by name: nothing to stop for.
            mild = _mildly(letter, context) if rule == "introduction-missing" else None
            yield Hit(rule=f"struct.{rule}", start=begun, end=begun, severity=mild)
    text = "\n".join(line.text for line in letter.lines if line.part not in {Part.QUOTE, Part.HEAD})
    end = letter.sentences[-1].end if letter.sentences else 0
    if not _PURPOSE.search(text):
        yield Hit(rule="struct.purpose-missing", start=begun, end=begun)
    if not _THANKS.search(text):
        yield Hit(rule="struct.thanks-missing", start=end, end=end)
    count = sum(len(sentence.words) for sentence in letter.sentences)
    if not _SHORTEST <= count <= _LONGEST:
        yield Hit(rule="struct.length", start=begun, end=begun, values={"given": str(count)})


def _gaps(letter: ReadLetter, context: LetterContext) -> str:
    """Return what a template left open, each with the words before it: `tech.placeholder` tells of those."""
    return "\n".join(
        letter.text_of(field)[max(0, span.start - 24) : span.end]
        for field, span in letter_placeholders(letter, context)
    )


def _introduces(letter: ReadLetter, context: LetterContext) -> bool:
    """Whether the prose tells who writes: by name, wherever it stands above the closing."""
    words = name_words(context.candidate_name or "")
    # Somebody is introduced, by a nickname or by another's name: `fact.candidate-name` tells the latter.
    if next(introductions(letter, paragraphs=_MOST_PARAGRAPHS), None) is not None:
        return True
    if not words:
        return False
    first = _first_paragraph(letter)
    given = _words_of(word.text for sentence in first for word in sentence.words)
    later = _words_of(
        word.text
        for spoken in (letter.words_of(Part.GREETING), *(s.words for s in letter.sentences if s.part is Part.BODY))
        for word in spoken
        if not word.text[0].islower()
    )
    others = {
        *name_words(context.company or ""),
        *name_words(context.recruiter_name or ""),
        *name_words(context.position or ""),
    }
    own = [word for word in words if word not in others and len(word) >= _SHORT_NAME] or list(words)
    if any(word in given or (word in later and word not in others) for word in own):
        return True
    return any(are_near(word, other) for word in own for other in given if word[0] == other[:1])


def _words_of(words: Iterable[str]) -> set[str]:
    given = {folded(word) for word in words}
    return given | {part for word in given for part in re.split(r"['-]", word)}


def _mildly(letter: ReadLetter, context: LetterContext) -> Severity | None:
    """Return how much less grave it is that the prose has no name, or None where the letter leaves open who writes.

    The subject may name the writer, a sentence tell which candidate or which interview it was. Where the subject has
    the whole name and the letter refers to what was between the two, it is the form of a reply.
    """
    own = set(name_words(context.candidate_name or ""))
    subject = {folded(word.text) for word in letter.subject_words}
    if len(own) > 1 and own <= subject and any(_REFERS.match(sentence.text) for sentence in letter.sentences[:1]):
        return "info"
    if own and not own.isdisjoint(subject):
        return "warn"
    return "warn" if any(_TAKES_PART.search(sentence.text) for sentence in letter.sentences) else None


def _first_paragraph(letter: ReadLetter) -> list[Sentence]:
    """Return the first paragraph's sentences, with those that belong to its introduction.

    They are the next paragraph's when the first does nothing but wish well or thank, and a form's that it announces.
    """
    body = [sentence for sentence in letter.sentences if sentence.part is Part.BODY]
    if not body:
        return []
    number = body[0].paragraph
    first = [sentence for sentence in body if sentence.paragraph == number]
    if all(_PLEASANTRY.match(sentence.text) for sentence in first):
        number += 1
        first += [sentence for sentence in body if sentence.paragraph == number]
    if _ANNOUNCES.search(first[-1].text) or _FIELD.match(first[-1].text):
        rest = [sentence for sentence in body if sentence.paragraph > number][:_MOST_FIELDS]
        first += takewhile(lambda sentence: _FIELD.match(sentence.text), rest)
    return first


def _begun_in_greeting(letter: ReadLetter) -> list[str]:
    """Return the sentence that begins on the line of the greeting: "Tabik, Pak. Saya Dewi, yang hari Rabu …"."""
    lines = [line.text for line in letter.lines_of(Part.SALUTATION, Part.GREETING)]
    if not lines or not reads_as_prose(lines[-1]):
        return []
    return [f"{lines[-1]} {letter.sentences[0].text if letter.sentences else ''}"]


def _tells_position(letter: ReadLetter, context: LetterContext, book: RuleBook) -> bool:
    texts = [letter.subject, *_begun_in_greeting(letter), *(sentence.text for sentence in letter.sentences)]
    texts += [line.text for line in letter.lines_of(Part.HEAD, Part.SIGNATURE)]
    if not context.position:
        return any(_POSITION.search(text) for text in texts) or _names_some_position(texts, context)
    # The firm's name may hold a word of the position ("Penjaga Satwa" at "PT Taman Satwa Ria").
    firm = " ".join((context.company or "").split())
    if any(names_position(without(text, firm, "_") if firm else text, context.position, book) for text in texts):
        return True
    return next(position_hits(letter, context, book), None) is not None  # another one: `fact.position` tells it


def _names_some_position(texts: Sequence[str], context: LetterContext) -> bool:
    """Whether a name that is neither a person's, a firm's nor a day's stands where a position would."""
    known = {
        word
        for fact in (context.company, context.candidate_name, context.recruiter_name)
        for word in name_words(fact or "")
    }
    return any(
        known.isdisjoint(name_words(run)) and _NO_POSITION.match(run) is None
        for text in texts
        for found in islice(_SOME_POSITION.finditer(text), _MOST_FIELDS)
        if (run := found["behind"] or found["before"])
    )


def _tells_date(letter: ReadLetter, context: LetterContext, book: RuleBook) -> bool:
    """Whether the letter gives the interview's date, or a wrong one that `fact.interview-date` tells."""
    subject = () if context.answers_thread else written_dates(letter.subject, 0, len(letter.subject), letter.language)
    texts = [*_begun_in_greeting(letter), *(sentence.text for sentence in letter.sentences)]
    dates = chain(subject, (found for text in texts for found in written_dates(text, 0, len(text), letter.language)))
    has_dates = False
    for written in islice(dates, _MOST_DATES):
        if context.interviewed_on is None or written.may_be(context.interviewed_on):
            return True
        has_dates = True
    if any(names_day_in_words(text) for text in texts):
        return True
    if context.interviewed_on is not None and any(may_name(context.interviewed_on, text) for text in texts):
        return True
    return any(one.is_interview for one in told_dates(letter, context, book)) if has_dates else False
