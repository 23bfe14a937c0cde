"""Label words, one file a language."""
