"""Fits and measures what sorts documents by kind and parts packets; on generated documents only."""
