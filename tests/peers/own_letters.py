"""Letters in a candidate's own words that the check has nothing against, and parts of them to spoil."""

from datetime import date

from service.letters.dates import written_date

SUBJECT = "Tindak lanjut wawancara - Analis Data - Rina Wulandari"


def own_body(*, greeting: str = "Dengan hormat,", interviewed_on: str = "2026-11-09", also: str = "") -> str:
    """Return the body of a good letter about the interview that the bodies of tests are about.

    Args:
        greeting: the line below the salutation.
        interviewed_on: as the follow-up says.
        also: a paragraph more, with its end.
    """
    on = written_date(date.fromisoformat(interviewed_on), "id")
    introduction = (
        f"Perkenalkan, saya Rina Wulandari, pelamar posisi Analis Data di PT Maju Jaya yang mengikuti wawancara pada "
        f"{on}."
    )
    purpose = (
        "Saya ingin menanyakan perkembangan proses seleksi tersebut. Apabila masih ada berkas yang diperlukan, saya "
        "siap melengkapinya."
    )
    thanks = "Atas perhatian dan waktu Bapak, saya mengucapkan terima kasih."
    signature = "Hormat saya,\n\nRina Wulandari"
    paragraphs = ("Yth. Bapak Andi Pratama,", greeting, introduction, purpose, also, thanks, signature)
    return "\n\n".join(filter(None, paragraphs)) + "\n"


ASKS_THE_OUTCOME = "Apakah saya diterima?"  # ask.direct-outcome blocks it
