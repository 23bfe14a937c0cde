"""Libraries that open documents or read pixels, each behind an interface. Knows no model."""
