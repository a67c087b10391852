"""What the `holidays` library knows of Indonesia, copied out of it.

The library fills its years lazily and is not safe to read from threads, so it is asked once, for all years, and only
plain values leave this module.
"""

from collections.abc import Iterable
from datetime import date
from importlib.metadata import version

from holidays import country_holidays
from holidays.constants import GOVERNMENT, PUBLIC

from service.domain.calendar_day import CalendarDay

_SOURCE = f"holidays {version('holidays')}"


def library_days(years: Iterable[int]) -> dict[date, CalendarDay]:
    """Return the public holidays and joint leave of `years` as the library has them, names in Indonesian.

    Years without a decree have estimated Islamic dates and no joint leave, and the library does not say so.
    """
    asked = list(years)
    # With both categories every day has its full name; what is not public among them is joint leave.
    public = country_holidays("ID", categories=(PUBLIC,), language="id", years=asked)
    every = country_holidays("ID", categories=(PUBLIC, GOVERNMENT), language="id", years=asked)
    holidays_on = set(public.keys())
    return {
        on: CalendarDay(
            on=on, kind="public_holiday" if on in holidays_on else "joint_leave", name=str(name), source=_SOURCE
        )
        for on, name in every.items()
    }
