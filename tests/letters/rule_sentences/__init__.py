"""Sentences and the rule that each breaks, as tables: `# rule language` (`-` for none) above its sentences."""

from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from service.letters.language import Language
from tests.letters.checking_parts import hits_of

_FRAME: dict[Language, str] = {
    "id": (
        "Yth. Bapak Andi Pratama\n\nDengan hormat,\n\nSaya Rina Wijaya, pelamar posisi Staf Pengadaan di PT Bumi Rasa "
        "Pangan. Wawancara saya berlangsung pada 9 November 2026.\n\n{}\n\nTerima kasih atas waktu dan kesempatan yang "
        "telah diberikan.\n\nHormat saya,\n\nRina Wijaya"
    ),
    "en": (
        "Dear Mr Andi Pratama,\n\nMy name is Rina Wijaya, and I interviewed for the Purchasing Officer position at PT "
        "Bumi Rasa Pangan on 9 November 2026.\n\n{}\n\nThank you for your time and for the opportunity.\n\nKind "
        "regards,\n\nRina Wijaya"
    ),
}


def framed(sentence: str, language: Language) -> str:
    """Return a letter without a fault, but for the paragraph that `sentence` makes in it."""
    return _FRAME[language].replace("{}", sentence)


def read_table(family: str) -> list[tuple[str, Language, str]]:
    """Return rule ("" for none), language and sentence of each line of the family's table."""
    table: list[tuple[str, Language, str]] = []
    rule, language = "", "id"
    for line in (Path(__file__).parent / f"{family}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            rule, language = line.removeprefix("# ").split()
        elif line:
            table.append((rule.removeprefix("-"), "en" if language == "en" else "id", line))
    return table


def read_cases(name: str) -> list[tuple[str, str, Language, bool, str]]:
    """Return company, position, language, whether the rule tells it, and each sentence of the table `name`."""
    cases: list[tuple[str, str, Language, bool, str]] = []
    head: tuple[str, str, Language, bool] = ("", "", "id", False)
    for line in (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            company, position, language, mark = line.removeprefix("= ").split(" | ")
            head = (company, position, "en" if language == "en" else "id", mark == "+")
        elif line:
            cases.append((*head, line))
    return cases


def misjudged(
    modules: Iterable[ModuleType], table: Iterable[tuple[str, Language, str]], rule: str, language: Language
) -> list[tuple[str, list[str]]]:
    """Return the sentences of `rule` in which the families find other than just that, and what they mark there."""
    wrong: list[tuple[str, list[str]]] = []
    for sentence in (text for of, spoken, text in table if (of, spoken) == (rule, language)):
        body = framed(sentence, language)
        hits = [hit for module in modules for hit in hits_of(module, body, language=language)]
        marked = [body[hit.start : hit.end] for hit in hits]
        inside = all(text and text in sentence for text in marked)
        if {hit.rule for hit in hits} != ({rule} if rule else set()) or not inside:
            wrong.append((sentence, [f"{hit.rule}: {text}" for hit, text in zip(hits, marked, strict=True)]))
    return wrong
