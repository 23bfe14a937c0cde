"""Libraries that open documents or read pixels, each kind behind a small interface. Knows no
model.
"""
