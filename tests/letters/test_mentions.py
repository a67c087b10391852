import re

from hypothesis import given
from hypothesis import strategies as st

from service.letters.checking.mentions import Mentions, without

NAMES = st.text(st.sampled_from("aAbBkKsS éſK_-1"), min_size=1, max_size=4)
TEXTS = st.text(st.sampled_from("aAbBkKsS éſK_-1.–"), max_size=30)


@given(st.lists(NAMES, max_size=3), st.lists(NAMES, max_size=3), TEXTS)
def test_mentions_are_what_a_pattern_finds(any_case: list[str], own_case: list[str], text: str) -> None:
    either = [rf"(?i:{'|'.join(map(re.escape, any_case))})"] * bool(any_case) + [re.escape(name) for name in own_case]
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(either)})(?!\w)" if either else "(?!)")
    wanted = [match.span() for match in pattern.finditer(text)]
    assert list(Mentions(tuple(any_case), tuple(own_case)).spans(text)) == wanted


@given(NAMES, TEXTS)
def test_a_name_is_replaced_in_any_case(name: str, text: str) -> None:
    assert without(text, name, "_") == re.sub(re.escape(name), "_", text, flags=re.IGNORECASE)


def test_a_name_inside_a_word_is_no_mention() -> None:
    assert Mentions(("PT Maju",)).are_in("di pt maju, Rabu")
    assert not Mentions(("PT Maju",)).are_in("di PT Majujaya")
