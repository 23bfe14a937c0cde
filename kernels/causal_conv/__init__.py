"""The short causal depthwise convolution in front of the gated delta rule."""
