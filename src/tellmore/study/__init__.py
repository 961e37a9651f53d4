"""What the researcher designed, as immutable values."""
