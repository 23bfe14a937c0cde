"""Measurements to run: `python -m benchmarks.<name>`. The last line of stdout is JSON."""
