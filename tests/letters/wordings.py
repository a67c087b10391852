"""The product's wordings, read once for the tests."""

import json
from importlib.resources import files

from service.letters.phrasings import Phrasings

DOCUMENTS: dict[str, object] = {
    language: json.loads(files("service.letters").joinpath(f"data/phrasings.{language}.json").read_text("utf-8"))
    for language in ("id", "en")
}
PHRASINGS = Phrasings.from_document(DOCUMENTS)
