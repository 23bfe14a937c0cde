"""Kernels of the network, each beside its reference. No code here: other software probes the name."""
