"""The vision tower's attention: every patch of an image sees every other one."""
