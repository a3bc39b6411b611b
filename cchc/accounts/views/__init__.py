"""Pages of people: logging in, passwords, the home page, and the lists the standing office keeps."""

from cchc.accounts.views.entry import locked_out

__all__ = ["locked_out"]
