"""Kernels, each beside its reference. No code in this file: other software probes its name."""
