"""Fakes that we ship and keep true: they pass the same contracts as the real thing."""
