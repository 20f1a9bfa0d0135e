"""The demo data: invented people with a past. Loaded by `manage.py load_demo`, never beside real data.

It writes records directly, attributed and dated (`ledger.py`): actions know today only, and a demo needs months.
Nothing here is anybody's: names, numbers and texts are made up, and CPR numbers have 60 added to the day.
"""
