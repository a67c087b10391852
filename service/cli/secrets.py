"""`tanyakabar secrets`: make keys that seal owners' secrets, and seal what is stored with the newest of them.

To change keys: put a new one before the old one, restart every process, run `secrets rotate`, take the old one away.
"""

from collections import Counter
from collections.abc import Sequence

from service.cli.database import open_for
from service.cli.faults import CommandError, plain_faults, tell
from service.credentials import NoKeyError, Vault, WrongKeyError, new_sealing_key
from service.settings import load_settings
from service.store import sealed
from service.store.engine import Database
from service.store.sealed import Sealed

AT_ONCE = 200  # rows of one transaction


def run_key() -> int:
    """Print a new key, alone on standard output; returns the exit code."""
    print(new_sealing_key())  # noqa: T201  # the result
    return 0


def run_rotate() -> int:
    """Seal every secret with the first key and tell how many; returns the exit code."""
    with plain_faults():
        settings = load_settings()
        database = open_for(settings)
        try:
            resealed, lacking = rotate(database, settings.vault)
        except NoKeyError as error:
            raise CommandError(str(error)) from None
        finally:
            database.dispose()
        tell(f"{resealed} secrets are sealed anew")
        if lacking:
            told = ", ".join(f"{count} of the key {key_id}" for key_id, count in sorted(lacking.items()))
            raise CommandError(f"some secrets were left as they are, for no key opens them: {told}")
    return 0


def rotate(database: Database, vault: Vault) -> tuple[int, Counter[str]]:
    """Seal with the first key what another one sealed; returns how many, and by key id how many no key opens.

    Raises:
        NoKeyError: there is no key.
    """
    resealed, lacking = 0, Counter[str]()
    with database.reading() as connection:
        found = list(sealed.portions(connection, size=AT_ONCE))
    for portion in found:
        older = [each for each in portion if not vault.is_current(each.text)]
        resealed += _reseal(database, vault, older, lacking)
    return resealed, lacking


def _reseal(database: Database, vault: Vault, older: Sequence[Sealed], lacking: Counter[str]) -> int:
    """Seal a portion anew in one transaction; what was changed meanwhile was sealed by who changed it."""
    new: list[tuple[Sealed, str]] = []
    for each in older:
        try:
            new.append((each, vault.seal(vault.open(each.text))))
        except WrongKeyError:
            lacking[each.text.partition(":")[0]] += 1
    if not new:
        return 0
    with database.writer.begin() as connection:
        return sum(sealed.reseal(connection, each, text) for each, text in new)
