"""The check of a letter. Pure; documents, word lists and the lexicon are handed in.

- `check`: every rule over one letter → findings in a stable order.  `finding`: what one says.
- `context`: the facts that the letter is compared with.
- `reading`: the letter taken apart once (`parts`, `sentences`).
- `rule_book`, `patterns`, `pattern_rules`: the rules as data (`../data/rules/<family>.json`).
- one module per family: `tech`, `fact`, `coherence`, `ask`, `tone`, `register`, `struct`, `typo`, `style`.
- `known_letters`, `remembered`: what was found in a letter, or a sentence, that is known already.
- `second_opinion`, `agreement`: a linear model over each sentence, and what it makes of the patterns' findings.
- `spelling`: the lexicon.
"""
