"""Benchmarks: what they assert, not what they time."""
