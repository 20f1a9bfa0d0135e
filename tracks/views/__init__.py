from tracks.views import comments, goals, interventions, log, plan, tracks

__all__ = ["comments", "goals", "interventions", "log", "plan", "tracks"]
