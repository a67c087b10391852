"""Query parameters, read strictly, as bodies are.

What no route knows is refused: a filter that is misspelt would else answer with everything. An integer is written in
decimal digits: of ` 5`, `+5`, `1_0` and `5.0` pydantic would make one too.
"""

import re
from dataclasses import dataclass
from typing import Self, get_args, get_origin

from fastapi import Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Query
from fastapi.routing import APIRoute

from service.api.problems import invalid_input
from service.api.schemas.errors import pointer_of
from service.domain.errors import FieldError

MOST_NAMED = 10  # of the unknown ones
_INTEGER = re.compile(r"0|[1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class QueryParameters:
    """The query parameters of a route."""

    single: frozenset[str]  # taken once
    many: frozenset[str]
    integers: frozenset[str]

    @classmethod
    def of(cls, route: APIRoute) -> Self:
        """Return what a route takes."""
        taken = [each for each in get_flat_params(route.dependant) if isinstance(each.field_info, Query)]
        many = frozenset(each.alias for each in taken if _is_list(each.field_info.annotation))
        integers = frozenset(each.alias for each in taken if _is_integer(each.field_info.annotation))
        return cls(frozenset(each.alias for each in taken) - many, many, integers)

    def check(self, request: Request) -> None:
        """Refuse what the route does not take, what it takes once and was given more often, and integers that are none.

        Raises:
            ProblemError: `invalid_input`.
        """
        asked = request.query_params
        if not asked:
            return
        known = self.single | self.many
        names = ", ".join(sorted(known))
        accepted = f"is known here; accepted are {names}" if known else "is accepted here; there are none"
        unknown = [
            FieldError(
                pointer=pointer_of([name]), code="unknown_field", detail=f"No query parameter of this name {accepted}."
            )
            for name in asked
            if name not in known
        ]
        repeated = [
            FieldError(pointer=pointer_of([name]), code="given_twice", detail="This query parameter is accepted once.")
            for name in asked
            if name in self.single and len(asked.getlist(name)) > 1
        ]
        no_integers = [
            FieldError(
                pointer=pointer_of([name]), code="not_an_integer", detail="Decimal digits are accepted, as in 5."
            )
            for name in sorted(self.integers)
            if not all(_INTEGER.fullmatch(each) for each in asked.getlist(name))
        ]
        if unknown or repeated or no_integers:
            raise invalid_input([*unknown, *repeated, *no_integers][:MOST_NAMED])


def _is_integer(annotation: object) -> bool:
    return annotation is int or any(_is_integer(each) for each in get_args(annotation))


def _is_list(annotation: object) -> bool:
    return get_origin(annotation) is list or any(get_origin(each) is list for each in get_args(annotation))
