"""What is done to a try, drawn from the run's seed so that a run can be repeated."""

import random
from dataclasses import dataclass, replace

from service.domain.outcome import Stage
from tests.campaign.plan import FaultMix
from tests.peers import faults
from tests.peers.faults import Action

CONNECTIONS_DISTURBED = 0.08
MAILS_DISTURBED = 0.06
TRIES_DISTURBED = 0.42  # of those that come as far as RCPT; with the two above half of all tries


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that the server does at one stage."""

    stage: Stage
    name: str
    action: Action
    hides_answer: bool = False  # the dot is read, or may be, and no clear yes or no is said: doubt is the truth


def _fault(stage: Stage, name: str, action: Action) -> Fault:
    return Fault(stage=stage, name=name, action=action)


def _doubt(name: str, action: Action, stage: Stage = Stage.DOT) -> Fault:
    return Fault(stage=stage, name=name, action=action, hides_answer=True)


OPENING = tuple(
    _fault(stage, name, action)
    for stage in (Stage.BANNER, Stage.EHLO)
    for name, action in (
        ("421", faults.reply_and_close(421, "busy")),
        ("drop", faults.drop()),
        ("close", faults.close()),
        ("hang", faults.hang()),
        ("garbage", replace(faults.garbage(), then=faults.Then.CLOSE)),
    )
)
MAIL = (
    _fault(Stage.MAIL, "451", faults.reply(451, "4.3.0 later")),
    _fault(Stage.MAIL, "drop", faults.drop()),
    _fault(Stage.MAIL, "hang", faults.hang()),
    _fault(Stage.MAIL, "garbage", faults.garbage()),
)
BEFORE_DOT = (
    *(
        _fault(stage, name, action)
        for stage in (Stage.RCPT, Stage.DATA)
        for name, action in (
            ("451", faults.reply(451, "4.7.1 later")),
            ("421", faults.reply_and_close(421, "4.3.2 going down")),
            ("drop", faults.drop()),
            ("close", faults.close()),
            ("hang", faults.hang()),
            ("garbage", faults.garbage()),
            ("half a line", faults.half_line(250)),
        )
    ),
    _fault(Stage.RCPT, "slow", faults.drip(250, byte_seconds=0.02)),
    _fault(Stage.DATA, "slow", faults.drip(354, byte_seconds=0.02)),
    _fault(Stage.DATA, "premature 250", faults.premature_250()),
    _fault(Stage.CONTENT, "drop", faults.drop()),
    _fault(Stage.CONTENT, "close", faults.close()),
    _fault(Stage.CONTENT, "451 and close", faults.reply_and_close(451, "4.3.1 full")),
    _fault(Stage.CONTENT, "421 and close", faults.reply_and_close(421, "4.3.2 going down")),
)
REFUSALS = (
    _fault(Stage.RCPT, "550", faults.reply(550, "5.1.1 no such user")),
    _fault(Stage.DOT, "554", faults.reply(554, "5.7.1 no")),
)
AT_DOT = (
    _fault(Stage.DOT, "451", faults.reply(451, "4.3.0 later")),
    _fault(Stage.DOT, "452", faults.reply(452, "4.2.2 full")),
    _fault(Stage.DOT, "slow", faults.drip(250, byte_seconds=0.03)),
    _fault(Stage.DOT, "252", faults.reply(252, "will do")),
    _fault(Stage.DOT, "several lines", faults.several_lines(250, "it", "is", "kept")),
    _fault(Stage.DOT, "double 250", faults.double_250()),
    _fault(Stage.DOT, "250 and close", faults.reply_and_close(250, "kept, bye")),
)
UNANSWERED = (
    *(
        _doubt(f"{name}, {'kept' if kept else 'not kept'}", replace(action, accepts=kept))
        for kept in (True, False)
        for name, action in (
            ("drop", faults.drop()),
            ("close", faults.close()),
            ("hang", faults.hang()),
            ("garbage", faults.garbage()),
            ("half a line", faults.half_line(250)),
        )
    ),
    _doubt("354", replace(faults.reply(354), takes_content=False)),
    _doubt("hang", faults.hang(), Stage.CONTENT),
)


class Draw:
    """Draws by seed and occasion: what happens to a try does not depend on the order in which tries come."""

    def __init__(self, *, seed: int, mix: FaultMix) -> None:
        self._seed, self._mix = seed, mix

    def for_connection(self, number: int) -> Fault | None:
        return self._one_of(OPENING, CONNECTIONS_DISTURBED, "connection", number)

    def for_mail(self, number: int) -> Fault | None:
        return self._one_of(MAIL, MAILS_DISTURBED, "mail", number)

    def for_try(self, recipient: str, number: int) -> Fault | None:
        """Return what is done to the nth try of a letter; the families are drawn first, so that each has its share."""
        if self._mix == "before-dot":
            return self._one_of(BEFORE_DOT, TRIES_DISTURBED, recipient, number)
        chance = self._chance("family", recipient, number).random()
        for share, family in ((0.70, BEFORE_DOT), (0.86, AT_DOT), (0.96, UNANSWERED), (1.0, REFUSALS)):
            if chance < share:
                return self._one_of(family, TRIES_DISTURBED, recipient, number)
        return None

    def _one_of(self, family: tuple[Fault, ...], share: float, *occasion: object) -> Fault | None:
        chance = self._chance(*occasion)
        if self._mix == "none" or chance.random() >= share:
            return None
        return chance.choice(family)

    def _chance(self, *occasion: object) -> random.Random:
        return random.Random(f"{self._seed}/{occasion}")  # noqa: S311  # a campaign, no secret
