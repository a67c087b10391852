"""Sentences and the rule that each breaks, as tables: `# rule language` (`-` for none) above its sentences."""

from pathlib import Path

from service.letters.language import Language

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
