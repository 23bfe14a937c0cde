"""The stages of a document in the service, each a claim, work and one ending."""
