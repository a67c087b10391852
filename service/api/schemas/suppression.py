"""What `/v1/suppressions` answers."""

from pydantic import Field

from service.api.schemas.answers import Answer, InstantOut


class SuppressionOut(Answer):
    """An address that asked not to be written to."""

    email: str
    created_at: InstantOut


class SuppressionPutOut(SuppressionOut):
    """The address as it is on the list now."""

    cancelled: int = Field(description="Follow-ups to it that were waiting and will not leave.")


class SuppressionListOut(Answer):
    """One page of the list, by address."""

    items: list[SuppressionOut]
    next_cursor: str | None = Field(description="Ask for the next page with it; null: this was the last one.")
