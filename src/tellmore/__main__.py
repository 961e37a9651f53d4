"""The `tellmore` command."""

import sys

from tellmore.cli.app import app
from tellmore.errors import InvalidInput, TheirFault


def main() -> None:
    """Run the command; end with one sentence where a person must mend something."""
    try:
        app()
    except InvalidInput as fault:
        sys.stderr.write(f"tellmore: {fault}\n")
        raise SystemExit(2) from None
    except TheirFault as fault:
        sys.stderr.write(f"tellmore: {fault}\n")
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
