"""Request bodies that the OpenAPI document shows."""

from fastapi.openapi.models import Example

SMALL = {
    "candidate": {"name": "Rina Wulandari", "email": "rina@example.com"},
    "recruiter": {"email": "andi@majujaya.co.id"},
    "application": {"company": "PT Maju Jaya", "position": "Analis Data", "interviewed_on": "2026-11-09"},
}

FOLLOW_UPS: dict[str, Example] = {
    "smallest": {
        "summary": "Only what is needed: two weeks are assumed, the letter is composed in Indonesian",
        "value": SMALL,
    },
    "usual": {
        "summary": "A promise and a name",
        "value": {
            **SMALL,
            "recruiter": {"email": "andi@majujaya.co.id", "name": "Andi Pratama", "honorific": "Bapak"},
            "promise": {"said": "1-2 minggu"},
            "office": {"province": "DKI Jakarta"},
            "reference": "KH-2026-0417",
        },
    },
}
