"""Which kind of document some pages are, and where in a packet one document ends."""
