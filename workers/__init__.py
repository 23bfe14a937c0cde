"""The pipeline: pages, prompt, generation, parsing, normalising, checks. Knows no HTTP."""
