"""Writers turn a timeline and its encoded sound into files: one module a format or sidecar.

Every file appears under its final name whole or not at all; see ``folder.py``.
"""
