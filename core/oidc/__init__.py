"""Log-in at an organisation's own provider (OpenID Connect, authorization code): who is asked, and what is believed.

Knows no person and no session: `accounts` does. Imports nothing here: the settings read `providers`. ADR 0030.
"""
