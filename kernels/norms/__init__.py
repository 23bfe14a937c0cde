"""Norms over the last axis: zero-centred RMS (with a residual added), gated RMS, LayerNorm."""
