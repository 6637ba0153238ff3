"""The OpenAPI document of the interface, written from what the resources declare."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from ecogov import __version__
from ecogov.api.v1.bodies import MEDIA_TYPES
from ecogov.api.v1.endpoints import Endpoint
from ecogov.api.v1.refusals import Refusal

PREFIX: Final = "/api/v1"
_REF: Final = "#/components/schemas/{model}"
_ABOUT: Final = """Read what EcoGov knows, and send it production.

Send a token as `Authorization: Bearer …`; administrators make them in Settings or with
`python -m ecogov token add`. Refusals say what to mend, in English or Chinese by
`Accept-Language`. Instants are UTC, days are days of the project, rates are between 0 and 1."""
_REFUSALS: Final[Mapping[int, str]] = {
    401: "No token, or one that is not in use.",
    403: "The token does not allow this.",
    404: "There is no such project for this token.",
    422: "Parameters or rows do not fit; nothing was stored.",
    429: "Too many requests; Retry-After says when to go on.",
    503: "The database cannot do it now; nothing was stored.",
}
_REFUSALS_OF_BODIES: Final[Mapping[int, str]] = {
    408: "The body did not come in time.",
    409: "Somebody else changed the same at the same time.",
    413: "The body is too large: send smaller batches.",
    415: "The body is of another kind than JSON or JSON Lines.",
}


def document(endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    """Write the document (OpenAPI 3.1)."""
    models: dict[Any, Any] = {Refusal: "serialization"}
    models |= {one.answer: "serialization" for one in endpoints}
    models |= {one.row: "validation" for one in endpoints if one.row is not None}
    ordered = sorted(models.items(), key=lambda told: told[0].__name__)
    names, schemas = models_json_schema(ordered, ref_template=_REF)
    refs = {model: schema for (model, _), schema in names.items()}
    paths: dict[str, Any] = {}
    for endpoint in endpoints:
        told = paths.setdefault(PREFIX + endpoint.path, {})
        told[endpoint.method.lower()] = _operation(endpoint, refs)
    return {
        "openapi": "3.1.0",
        "info": {"title": "EcoGov", "version": __version__, "description": _ABOUT},
        "paths": paths,
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def _operation(endpoint: Endpoint, refs: Mapping[Any, Any]) -> dict[str, Any]:
    refusals = {**_REFUSALS, **(_REFUSALS_OF_BODIES if endpoint.row else {})}
    refusal = {"application/json": {"schema": refs[Refusal]}}
    answer = {"application/json": {"schema": refs[endpoint.answer]}}
    told: dict[str, Any] = {
        "operationId": _name(endpoint),
        "summary": endpoint.summary,
        "description": f"Needs the scope `{endpoint.scope}`.",
        "parameters": [*_in_path(endpoint), *_in_query(endpoint)],
        "responses": {
            "200": {"description": "Done.", "content": answer},
            **{
                str(status): {"description": text, "content": refusal}
                for status, text in sorted(refusals.items())
            },
        },
    }
    if endpoint.row is not None:
        told["parameters"].append(_IDEMPOTENCY_KEY)
        rows = {"type": "array", "items": refs[endpoint.row], "minItems": 1}
        line = {"type": "string", "description": "One row in each line."}
        told["requestBody"] = {
            "required": True,
            "content": {
                kind: {"schema": rows if kind == MEDIA_TYPES[0] else line} for kind in MEDIA_TYPES
            },
        }
    return told


_IDEMPOTENCY_KEY: Final[Mapping[str, Any]] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same request under the same key is done once; kept for two days.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}


def _name(endpoint: Endpoint) -> str:
    parts = (part.strip("{}") for part in endpoint.path.split("/") if part)
    return "_".join((endpoint.method.lower(), *parts))


def _in_path(endpoint: Endpoint) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": about,
            "schema": {"type": "string", "minLength": 1, "maxLength": 40},
        }
        for name, about in endpoint.parameters.items()
        if f"{{{name}}}" in endpoint.path
    ]


def _in_query(endpoint: Endpoint) -> list[dict[str, Any]]:
    schema = endpoint.query.model_json_schema(ref_template=_REF)
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": told.pop("description", ""),
            "schema": told,
            **({"style": "form", "explode": False} if told.get("type") == "array" else {}),
        }
        for name, told in schema.get("properties", {}).items()
    ]
