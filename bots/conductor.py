"""Turns: takes what arrived, steps interviews, has probes proposed, sends."""

from tellmore import wiring


def main() -> None:
    """Conduct until told to stop."""
    wiring.live(wiring.conduct, role="conductor")


if __name__ == "__main__":
    main()
