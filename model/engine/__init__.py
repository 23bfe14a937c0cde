"""Runs the network for requests: prefill, forced tokens, choice under a constraint.

Knows no JSON schema, no page and no text: token ids in, token ids out.
"""
