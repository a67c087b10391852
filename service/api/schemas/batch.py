"""`POST /v1/follow-ups/batch`: many bodies, each judged by itself."""

from typing import Annotated, Any

from pydantic import Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from service.api.schemas.answers import Answer, FollowUpOut, ProblemOut
from service.api.schemas.follow_up import FollowUpIn
from service.api.schemas.scalars import StrictModel

MOST_ITEMS = 1000
IdempotencyKey = Annotated[
    str,
    Field(
        min_length=1,
        max_length=255,
        pattern=r"^[!-~](?:[ -~]{0,253}[!-~])?$",
        description="As the header of a single POST; of this route and owner.",
    ),
]


class BatchItemKey(StrictModel):
    """What an item has beside the body of a follow-up."""

    idempotency_key: IdempotencyKey | None = None


class BatchItemIn(FollowUpIn):
    """A follow-up to be sent, and the key under which its answer is kept."""

    idempotency_key: IdempotencyKey | None = None


class _JudgedByItself:
    """Any value is taken here: an item that does not fit is answered with a problem in its place."""

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {
            "anyOf": [
                handler(BatchItemIn.__pydantic_core_schema__),
                {"description": "What is no such item is answered with a problem, and spoils no other."},
            ]
        }


class BatchIn(StrictModel):
    """Follow-ups to be sent, judged as if posted one after the other."""

    items: list[Annotated[Any, _JudgedByItself()]] = Field(max_length=MOST_ITEMS)


class BatchItemOut(Answer):
    """What became of one item: `follow_up` with 201, `problem` with a 4xx."""

    index: int
    status: int
    follow_up: FollowUpOut | None = None
    problem: ProblemOut | None = None
    replayed: bool | None = Field(default=None, description="true: the first answer to the item's key, given again.")


class BatchOut(Answer):
    """What became of each item, in the order given."""

    items: list[BatchItemOut]
