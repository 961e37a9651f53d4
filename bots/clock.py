"""Wakes sleeping interviews: reminders, break-offs, replies that never came."""

from tellmore import wiring


def main() -> None:
    """Keep time until told to stop."""
    wiring.live(wiring.wake_interviews, role="clock")


if __name__ == "__main__":
    main()
