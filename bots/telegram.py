"""Receives participants' Telegram updates, by polling or by webhook."""

from tellmore import wiring


def main() -> None:
    """Receive until told to stop."""
    wiring.live(wiring.receive_telegram, role="telegram")


if __name__ == "__main__":
    main()
