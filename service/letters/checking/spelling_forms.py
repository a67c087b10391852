"""A sorted word list that is searched as it was read: nothing is built of it, so it costs no time to load. Pure."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class WordForms:
    """Every form that a dictionary accepts."""

    text: str = field(repr=False)  # one word a line in the order of code points, with a line end before and after each

    def accepts(self, word: str) -> bool:
        """Whether `word` is one of them; a capital may begin any word, and any may be in capitals."""
        plain = word.replace("’", "'")
        if self._holds(plain):
            return True
        if plain[:1].islower() or not plain:
            return False
        if plain[1:].islower() or len(plain) == 1:
            return self._holds(plain.lower())
        return plain.isupper() and (self._holds(plain.lower()) or self._holds(plain.capitalize()))

    def _holds(self, word: str) -> bool:
        text, low, high = self.text, 0, len(self.text) - 1  # both at a line end; the word, if any, lies between
        if not word or "\n" in word:
            return False
        while low < high:
            middle = text.rfind("\n", low, (low + high) // 2 + 1)
            end = text.find("\n", middle + 1)
            found = text[middle + 1 : end]
            if found == word:
                return True
            if found < word:
                low = end
            else:
                high = middle
        return False
