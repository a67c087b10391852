from difflib import SequenceMatcher
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.letters.language import Language
from service.letters.phrasings import Phrasings, fill
from tests.letters.wordings import DOCUMENTS, PHRASINGS

WORDING = {
    "id": "id-1",
    "subject": "Kabar",
    "introduction": "{name} {role} {date}",
    "purpose": "p",
    "thanks": "t",
    "closing": "c",
}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("part", ["introduction", "purpose", "thanks"])
def test_no_two_wordings_read_alike(language: Language, part: str) -> None:
    texts = [getattr(wording, part) for wording in PHRASINGS.by_language[language]]
    assert max(SequenceMatcher(None, one.split(), other.split()).ratio() for one, other in combinations(texts, 2)) < 0.6


@given(st.text())
def test_a_key_always_chooses_the_same_wording(key: str) -> None:
    assert PHRASINGS.choose("id", key) is PHRASINGS.choose("id", key)


@pytest.mark.parametrize(
    ("wordings", "reason"),
    [
        ([], "a list of phrasings"),
        (None, "a list of phrasings"),
        ([WORDING, WORDING], "same id"),
        ([WORDING | {"extra": "x"}], "exactly the texts"),
        ([{key: text for key, text in WORDING.items() if key != "thanks"}], "exactly the texts"),
        ([WORDING | {"thanks": 1}], "exactly the texts"),
        ([WORDING | {"thanks": "{nama}"}], "unknown slots"),
        ([WORDING | {"introduction": "{name} {role}"}], "names candidate, role and date"),
        ([WORDING | {"introduction": "{name} {date}"}], "names candidate, role and date"),
    ],
)
def test_a_document_that_lacks_something_is_refused(wordings: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Phrasings.from_document(DOCUMENTS | {"id": {"phrasings": wordings}})


def test_a_document_without_a_language_is_refused() -> None:
    with pytest.raises(ValueError, match=r"phrasings\.en"):
        Phrasings.from_document({"id": DOCUMENTS["id"]})


def test_a_value_with_a_full_stop_brings_its_own() -> None:
    assert fill("{role}. {name}.", {"role": "Tbk.", "name": "Rina"}) == "Tbk. Rina."
