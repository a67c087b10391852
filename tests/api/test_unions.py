"""Every union of what comes in tells one error a fault, with a pointer into the body."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError

from service.api.schemas.errors import UNION_TAGS, field_errors
from service.api.schemas.letter_line import LetterLineIn
from service.api.schemas.office import OfficeIn
from service.api.schemas.scalars import StrictModel
from service.api.schemas.webhook import WebhookIn
from service.api.test_clock import Forward
from service.app.web import ROUTERS


def models(of: type[BaseModel] = StrictModel) -> Iterator[type[BaseModel]]:
    for each in of.__subclasses__():
        if each.__module__.startswith("service."):
            yield each
            yield from models(each)


def parameters() -> Iterator[tuple[str, TypeAdapter[Any]]]:
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            for each in get_flat_params(route.dependant):
                yield f"{route.name} {each.alias}", TypeAdapter(each.field_info.annotation or Any)


SCHEMAS: dict[str, TypeAdapter[Any]] = {
    **{f"{each.__module__}.{each.__qualname__}": TypeAdapter(each) for each in models()},
    **dict(parameters()),
}


def unions(schema: object) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if schema.get("type") in ("union", "tagged-union"):
            yield schema
        for name, each in schema.items():
            if name not in ("metadata", "serialization"):
                yield from unions(each)
    elif isinstance(schema, list | tuple):
        for each in schema:
            yield from unions(each)


def names_of_fields(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        if schema.get("type") == "model-fields":
            for name, each in schema["fields"].items():
                yield each.get("validation_alias", name)
        for each in schema.values():
            yield from names_of_fields(each)
    elif isinstance(schema, list | tuple):
        for each in schema:
            yield from names_of_fields(each)


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_each_union_has_a_discriminator_and_tags_that_pointers_leave_out(name: str) -> None:
    schema = SCHEMAS[name].core_schema
    for union in unions(schema):
        if "custom_error_type" in union:
            continue  # pydantic's own, such as a SecretStr, which tells one error for all
        assert union["type"] == "tagged-union", "write one type that says all, or give it a discriminator"
        assert set(union["choices"]) <= UNION_TAGS
    assert UNION_TAGS.isdisjoint(names_of_fields(schema))


def test_a_union_without_a_discriminator_would_be_found() -> None:
    class Careless(BaseModel):
        many: list[int | str | None]

    assert list(unions(TypeAdapter(Careless).core_schema))


@pytest.mark.parametrize(
    ("model", "given", "pointer", "told"),
    [
        (WebhookIn, {"url": "https://a.example/", "events": ["nope"]}, "/events/0", "'follow_up.expired' or '*'"),
        (WebhookIn, {"url": "https://a.example/", "events": [7]}, "/events/0", "'follow_up.scheduled'"),
        (Forward, {"advance_seconds": -5}, "/advance_seconds", "At least 0 is accepted."),
        (Forward, {"advance_seconds": 10**400}, "/advance_seconds", ""),
        (Forward, {"advance_seconds": "5"}, "/advance_seconds", "A number is accepted"),
        (LetterLineIn, {"id": 1.5, "subject": "a", "body": "b"}, "/id", "A string or an integer is accepted."),
        (LetterLineIn, {"id": True, "subject": "a", "body": "b"}, "/id", "or an integer"),
        (OfficeIn, {"break": {"mon": ["12:00"]}}, "/break/mon", "At least 2"),
        (OfficeIn, {"closes_at": 17}, "/closes_at", "HH:MM"),
    ],
)
def test_a_fault_in_a_union_is_told_once_with_all_that_is_accepted(
    model: type[BaseModel], given: dict[str, object], pointer: str, told: str
) -> None:
    with pytest.raises(ValidationError) as found:
        model.model_validate(given)
    (error,) = field_errors(found.value)
    assert error.pointer == pointer
    assert told in error.detail


@pytest.mark.parametrize("seconds", [0, 5, 0.5])
def test_the_clock_takes_integers_and_fractions(seconds: float) -> None:
    assert Forward.model_validate({"advance_seconds": seconds}).advance_seconds == seconds
