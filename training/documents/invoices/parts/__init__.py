"""Parts of an invoice, each sampled by itself: letterhead, parties, details, table, totals,
closing.
"""
