"""docflow-nano's school: a generator of documents with exact truth, the tokenizer, the trainer.
Imported by nothing.
"""
