"""Label words and sentences of business documents by kind and language; ``|`` between alternatives.

What is missing here is called as on an invoice.
"""
