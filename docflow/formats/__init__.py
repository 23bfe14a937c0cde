"""Ways to write results: JSON Lines, CSV, tables. Knows the result contract and no schema."""
