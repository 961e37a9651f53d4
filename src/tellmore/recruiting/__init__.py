"""How participants come in: invites and their links."""
