"""The outbox: what is to be told is a row; a sweep finds whom it concerns now, and sends it in one mail a day.

Never lost: everything stands in the database. Doubled at most once per crash, with the same Message-ID.

`notices` (what is due becomes rows) → `gather` (rows find their recipients) → `send` (mails leave); `sweep` does all
three. `calendar` says when a digest may leave, `letter` what it says, `retry` and `report` serve the administrator.
"""

from core.outbox.kinds import Addressee, Due, Kind, Told

__all__ = ["Addressee", "Due", "Kind", "Told"]
