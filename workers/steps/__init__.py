"""One document's steps, in the order docs/architecture.md walks through them."""
