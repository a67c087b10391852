"""Letters: compose one from an application's facts. Pure: word lists and phrasings are handed in, nothing is read here.

- `compose`: facts + language + phrasings → subject and body, frozen when the follow-up is posted.
- `phrasings`: the wordings, a closed document per language (`data/phrasings.{id,en}.json`).
- `salutation`, `academic_titles`: whom the letter greets, and how.
- `subject`: the subject line, and the "Re:" of an answer.
- `dates`: a date as a letter writes it.  `language`: which language a candidate's own letter is in.
"""
