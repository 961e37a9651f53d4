"""Brings the catalogues up to date with the phrases, and says what is wrong with them."""

import sys

from tellmore.languages import catalogues, extraction, gate


def main() -> None:
    """Update ``locales/``; end with 1 if a catalogue does not pass the gate."""
    folder = catalogues.default_folder()
    for path in extraction.update(folder):
        sys.stdout.write(f"updated {path}\n")
    faults = gate.faults(folder)
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    raise SystemExit(bool(faults))


if __name__ == "__main__":
    main()
