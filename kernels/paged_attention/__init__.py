"""Gated attention with grouped queries over keys and values in pages: prompts and steps."""
