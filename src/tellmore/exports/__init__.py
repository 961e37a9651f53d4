"""From finished interviews to files."""
