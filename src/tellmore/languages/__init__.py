"""Which language we speak with whom, and how."""
