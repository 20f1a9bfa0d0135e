"""The second wall's coarse rule, for the migrations that police a table: a live relation to the citizen (ADR 0023).

Who the asker is and what they have a relation to is worked out once a statement, by functions of the tables' owner
(migration 0014). Parts and kinds of consent are the first wall's.
"""

from __future__ import annotations


def about(table: str, column: str = "citizen_id") -> str:
    """The rule for rows of a citizen: a place in the network, or the programme is the asker's to lead.

    A lead may have a hundred thousand citizens: those are looked up row by row, and only for who leads something.
    """
    placed = f"{table}.{column} = any ((select somv_reached())::uuid[])"
    led = f"(select from citizens_citizen citizen where citizen.id = {table}.{column})"
    return f"({placed} or (select somv_reaches_all()) or (select somv_leads()) and exists {led})"
