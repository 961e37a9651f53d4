"""One module per model provider, the keyless one among them as an equal."""
