"""Kernels against their references."""
