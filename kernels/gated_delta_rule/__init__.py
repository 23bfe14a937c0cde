"""The gated delta rule: the recurrence of the linear-attention layers."""
