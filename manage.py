#!/usr/bin/env python3
"""Django's command line. Without DATABASE_URL the embedded servers start on demand (see cchc/embedded)."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cchc.settings")
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 - settings must be named first
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    from cchc.embedded import EmbeddedError  # noqa: PLC0415

    try:
        execute_from_command_line(sys.argv)
    except (EmbeddedError, ImproperlyConfigured) as error:
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
