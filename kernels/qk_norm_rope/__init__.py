"""From the merged projection to rotated queries, and to keys and values in their pages."""
