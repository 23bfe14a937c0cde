"""Synthetic documents with exact truth: composed from parts, never enumerated."""
