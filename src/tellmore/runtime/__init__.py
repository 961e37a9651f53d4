"""The imperative shell: loads a session, steps it, commits it, acts."""
