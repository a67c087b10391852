"""Reads the data files that come with the package; beside `service.app`, for the pure layers do no I/O."""

import json
from importlib.resources import files
from typing import Any

from service.calendar.indonesian import IndonesianCalendar, build_calendar
from service.letters.phrasings import Phrasings


def load_calendar() -> IndonesianCalendar:
    """Return the Indonesian calendar from the package's data, without overrides; takes about 0.2 s."""
    return build_calendar(
        decrees=_data("calendar", "decrees"),
        corrections=_data("calendar", "corrections"),
        ramadan=_data("calendar", "ramadan"),
        provinces=_data("calendar", "provinces"),
        said=_data("calendar", "said"),
    )


def load_phrasings() -> Phrasings:
    """Return the wordings that letters are composed of, in every language."""
    return Phrasings.from_document({language: _data("letters", f"phrasings.{language}") for language in ("id", "en")})


def _data(package: str, name: str) -> Any:  # noqa: ANN401  # what a JSON file holds
    return json.loads(files(f"service.{package}").joinpath("data", f"{name}.json").read_text(encoding="utf-8"))
