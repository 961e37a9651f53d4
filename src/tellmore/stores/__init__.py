"""Where sessions live: Redis, in one atomic commit a step."""
