"""The network and its engine: token ids and pixels in, token ids out. Knows no HTTP, no database,
no schema names.
"""
