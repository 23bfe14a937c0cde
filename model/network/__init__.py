"""The network: token ids, positions and image patches in; hidden states and logits out."""
