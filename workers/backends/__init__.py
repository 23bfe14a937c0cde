"""Libraries that open documents, each behind the same small interface. Knows no OCR and no model."""
