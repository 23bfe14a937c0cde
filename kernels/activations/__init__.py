"""What stands between the two projections of a feed-forward part: SwiGLU, bias and GELU."""
