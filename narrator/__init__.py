"""narrator: prose in, a full-cast audiobook out."""

__version__ = "0.1.0"
