"""Pixels of a patch to its feature: bytes in, no normalised copy between."""
