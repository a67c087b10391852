"""Letters: compose one from an application's facts, check one. Pure: words and phrasings are given, nothing is read.

- `compose`: facts + language + phrasings → subject and body, frozen when the follow-up is posted.
- `phrasings`: the wordings, a closed document per language (`data/phrasings.{id,en}.json`).
- `salutation`, `academic_titles`: whom the letter greets, and how.
- `subject`: the subject line, and the "Re:" of an answer.
- `checking`: reads a letter once more, rule by rule; rules and lexicon are data.
- `dates`: a date as a letter writes it.  `language`: which language a candidate's own letter is in.
"""
