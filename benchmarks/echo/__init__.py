"""The bots that tellmore is measured against, each a process of its own."""
