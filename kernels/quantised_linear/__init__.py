"""A linear map with weights in 8 bits, for few tokens."""
