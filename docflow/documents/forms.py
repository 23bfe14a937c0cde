"""The upload's form as OpenAPI describes it: its body is read as a stream, so FastAPI knows nothing
of it. Knows no request.
"""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string"}

UPLOAD_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "title": "Upload",
                "type": "object",
                "required": ["file"],
                "additionalProperties": False,
                "properties": {
                    "file": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 100,
                        "items": {"type": "string", "contentMediaType": "application/octet-stream"},
                        "description": "PDF, JPEG, PNG, TIFF, WebP, HEIC, GIF or BMP; one or more.",
                    },
                    "schema": _TEXT
                    | {
                        "default": "invoice",
                        "description": "What to read, see /v1/schemas; `auto` finds the schema, "
                        "and the documents of a file that holds several.",
                    },
                    "pages": _TEXT
                    | {
                        "description": "The pages of the document, such as `4-6`, where the file "
                        "holds more.",
                    },
                    "model": _TEXT | {"description": "A model that is served here."},
                    "password": _TEXT | {"description": "Opens the files, if locked."},
                    "callback_url": _TEXT
                    | {
                        "format": "uri",
                        "description": "Told of these documents' events, as webhooks are.",
                    },
                    "metadata": _TEXT
                    | {
                        "contentMediaType": "application/json",
                        "description": "A JSON object that is kept with the documents.",
                    },
                    "batch_id": _TEXT | {"description": "An open batch to put them in."},
                },
            },
            "encoding": {"metadata": {"contentType": "text/plain, application/json"}},
        }
    },
}
