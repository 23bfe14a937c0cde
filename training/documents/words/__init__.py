"""Vocabulary of generated documents: regions, names, addresses, products, dates and numbers in
many languages.
"""
