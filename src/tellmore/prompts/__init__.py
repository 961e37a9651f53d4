"""What we say to a language model, and how we read its reply; pure."""
