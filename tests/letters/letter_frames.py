"""Good letters to plant one fault in, for the tests of the rules."""

from typing import Any

FACTS: dict[str, Any] = {
    "recruiter_name": "Andi Pratama",
    "honorific": "Bapak",
    "company": "PT Maju Jaya Sentosa Tbk.",
    "position": "Analis Kredit",
    "candidate_name": "Rina Wijaya",
    "interviewed_on": "2026-11-09",
    "attachments": [],
    "window": "break",
    "send_on": "2026-11-24",
}
_PARTS = {
    "id": {
        "salutation": "Yth. Bapak Andi Pratama",
        "greeting": "Dengan hormat,",
        "introduction": "Saya Rina Wijaya, pelamar posisi Analis Kredit di PT Maju Jaya Sentosa. "
        "Pada Senin, 9 November 2026, saya mengikuti wawancara dengan Bapak.",
        "purpose": "Izinkan saya menanyakan perkembangan proses seleksi untuk posisi tersebut, karena kabar yang "
        "direncanakan belum saya terima. Apabila masih ada berkas yang kurang, saya siap melengkapinya kapan saja.",
        "extra": "",
        "thanks": "Terima kasih atas waktu dan perhatian Bapak.",
        "closing": "Hormat saya,",
        "signature": "Rina Wijaya",
    },
    "en": {
        "salutation": "Dear Mr Andi Pratama,",
        "greeting": "",
        "introduction": "My name is Rina Wijaya, and I interviewed for the Analis Kredit position at Maju Jaya Sentosa "
        "on Monday, 9 November 2026.",
        "purpose": "I am writing to ask how the selection is progressing, as the day on which you hoped to have news "
        "has gone by. If any document is still missing, I would be glad to provide it at any time.",
        "extra": "",
        "thanks": "Thank you for your time and attention.",
        "closing": "Kind regards,",
        "signature": "Rina Wijaya",
    },
}


def letter(language: str = "id", **parts: str) -> str:
    """Return a letter without a fault, with `parts` in the place of its own; an empty one is left out."""
    return "\n\n".join(text for text in (_PARTS[language] | parts).values() if text)
