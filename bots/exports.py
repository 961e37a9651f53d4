"""Works the export queue: finished interviews become files."""

from tellmore import wiring


def main() -> None:
    """Export until told to stop."""
    wiring.export(role="exports")


if __name__ == "__main__":
    main()
