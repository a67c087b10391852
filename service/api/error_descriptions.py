"""What FastAPI writes about errors in the OpenAPI document, put right: problems, under their own media type."""

from collections.abc import Sequence
from typing import Any

_JSON = "application/json"
_PROBLEM = "ProblemOut"
_FASTAPIS_OWN = ("HTTPValidationError", "ValidationError")


def describe_as_problems(document: dict[str, Any], *, media_type: str, codes: Sequence[str]) -> None:
    """Change an OpenAPI document in place; doing it twice changes nothing more.

    Args:
        document: as FastAPI builds it: the schema of an error stands under the media type of the answer, and routes
            with parameters have a 422 of FastAPI's own shape, which no route of ours answers.
        media_type: of problems.
        codes: of all problems.
    """
    for item in document["paths"].values():
        for operation in item.values():
            responses = operation["responses"]
            for status, response in list(responses.items()):
                content = response.get("content", {})
                if media_type in content:
                    for fastapis_own in content.keys() - {media_type}:
                        del content[fastapis_own]
                elif str(content.get(_JSON, {}).get("schema", {}).get("$ref", "")).endswith(_FASTAPIS_OWN):
                    del responses[status]
    schemas = document["components"]["schemas"]
    for name in _FASTAPIS_OWN:
        schemas.pop(name, None)
    schemas[_PROBLEM]["properties"]["code"]["enum"] = list(codes)
