"""The `tellmore` command: one module a subcommand, gathered in `app`."""
