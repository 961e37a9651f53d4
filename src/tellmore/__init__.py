"""Tellmore: an interviewer that listens, in the messaging apps people already have."""
