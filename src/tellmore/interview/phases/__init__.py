"""One module per phase of the interview; each answers every event."""
