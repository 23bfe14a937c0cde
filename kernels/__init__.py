"""Kernels of the network, each beside its PyTorch reference. This file holds no code: other
software probes the name.
"""
