from django.urls import path

from followups.views import concerns, papers, programme, rounds, rounds_answers, settings, snoozes

app_name = "followups"

programme_urls = [
    path("programmet/", programme.programmes, name="programmes"),
    path("programmet/<uuid:pk>/", programme.programme, name="programme"),
    path("programmet/<uuid:pk>/skema/", papers.blank_paper, name="blank_paper"),
    path("svar-til-udtraek/", programme.extracts, name="extracts"),
    path("svar-til-udtraek/<uuid:pk>/", programme.extract, name="extract"),
    path("administration/programmer/<uuid:pk>/opfoelgning/", settings.programme_settings, name="programme_settings"),
]

_tab = "borgere/<uuid:citizen_id>/opfoelgning/"
_round = f"{_tab}<uuid:follow_up_id>/"
rounds_urls = [
    path(_tab, rounds.rounds, name="rounds"),
    path(f"{_tab}begynd/", rounds.begin, name="begin"),
    path(f"{_tab}pause/", rounds.pause, name="pause"),
    path(f"{_tab}genoptag/", rounds.resume, name="resume"),
    path(f"{_tab}inklusion/", rounds.inclusion, name="inclusion"),
    path(f"{_tab}tidligere/", rounds_answers.earlier, name="earlier"),
    path(_round, rounds_answers.answer, name="answer"),
    path(f"{_round}svar/", rounds_answers.shown, name="shown"),
    path(f"{_round}ret/", rounds_answers.correct, name="correct"),
    path(f"{_round}ikke-relevant/", rounds.not_relevant, name="not_relevant"),
    path(f"{_round}skema/", papers.round_paper, name="paper"),
    path(f"{_round}talt-om/", concerns.talked, name="talked"),
    path(f"{_round}udsaet/", snoozes.snooze, name="snooze"),
    path(f"{_round}fortryd/", rounds.ask_again, name="ask_again"),
]

urlpatterns = [*programme_urls, *rounds_urls]
