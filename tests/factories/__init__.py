"""Rows for tests, saved as the product saves them: one by one, attributed, through the models.

Plain functions, one module per app: each fills in what a row cannot do without and takes the rest by name. Nothing is
random; numbers count up within the process. All people are invented, all CPR numbers fictive (day + 60).
"""
