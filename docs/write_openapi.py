"""Writes docs/openapi.json from what the endpoints of `src/frontdesk/web/api.py` take; `tests/test_docs.py` fails when the two differ."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frontdesk.server.settings")
django.setup()

from django.urls import URLPattern  # noqa: E402

from frontdesk.imports.columns import Column  # noqa: E402
from frontdesk.web import api, urls  # noqa: E402

Schema = dict[str, Any]
NUMBER = {"type": "integer", "minimum": 0}
DONE = {"type": "object", "properties": {"made": NUMBER, "known": NUMBER}, "required": ["made", "known"]}
FAULTS = {
    "type": "object",
    "properties": {
        "faults": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        "done": {"enum": ["no", "unknown"]},
    },
    "required": ["faults"],
}
DATES = {"date", "birth date"}


def text() -> str:
    endpoints = [
        pattern
        for pattern in urls.urlpatterns
        if isinstance(pattern, URLPattern) and hasattr(pattern.callback, "takes")
    ]
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": "Frontdesk",
            "version": "1",
            "description": "Below the address of a practice. See operations.md.",
        },
        "servers": [{"url": "/{practice}", "variables": {"practice": {"default": "cedar"}}}],
        "security": [{"token": []}],
        "paths": {f"/{pattern.pattern}": {"post": operation(pattern.callback)} for pattern in endpoints},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Done": DONE, "Faults": FAULTS},
        },
    }
    return json.dumps(document, indent=2) + "\n"


def operation(view: Any) -> Schema:
    """What one endpoint takes, by whom, and everything that it answers."""
    one = item(view.takes)
    return {
        "operationId": view.__name__,
        "summary": " ".join(view.__doc__.split()),
        "description": f"The token needs the scope {view.permission}.",
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"oneOf": [one, {"type": "array", "items": one, "maxItems": api.MOST}]}}
            },
        },
        "responses": {
            "200": answer("Everything was known already.", "Done"),
            "201": answer("Made.", "Done"),
            "400": answer("Not JSON, whatever its Content-Type says; or a character that cannot be kept.", "Faults"),
            "401": answer("No token, or one that is not known.", "Faults"),
            "403": answer("The scopes of the token do not have it.", "Faults"),
            "413": answer(f"More than {api.MOST} items or 1 MB at once.", "Faults"),
            "422": answer("Every fault, and nothing done.", "Faults"),
            "503": answer("Not now: send it again after Retry-After.", "Faults"),
        },
    }


def item(columns: tuple[Column, ...]) -> Schema:
    by_id = next(column for column in columns if column is api.BY_ID)
    needed = [column.name for column in columns if column.required]
    who = ["first name", "last name", "birth date"]
    return {
        "type": "object",
        "properties": {column.name: value(column) for column in columns},
        "required": [name for name in needed if name not in who],
        "anyOf": [{"required": [by_id.name]}, {"required": who}],
        "additionalProperties": False,
    }


def value(column: Column) -> Schema:
    if column is api.BY_ID:
        return {"type": "string", "format": "uuid"}
    if column.kind in DATES:
        return {"type": "string", "format": "date"}
    return {
        "type": ["string", "integer"] if column.name == "give or take days" else "string",
        "maxLength": column.longest,
    }


def answer(says: str, schema: str) -> Schema:
    return {
        "description": says,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }


if __name__ == "__main__":
    Path(__file__).with_name("openapi.json").write_text(text())
