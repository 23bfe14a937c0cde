"""The next token of each sequence, among those that the grammar allows."""
