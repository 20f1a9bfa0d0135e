from django.urls import path

from citizens.views import (
    consents,
    enrolment,
    family,
    life,
    master,
    network,
    network_enrolment,
    numbers,
    places,
    programmes,
    scans,
    todos,
)

app_name = "citizens"

CASE = "borgere/<uuid:citizen_id>"

enrolment_urls = [
    path("borgere/ny/", enrolment.refer, name="refer"),
    path(f"{CASE}/", enrolment.detail, name="detail"),
    path(f"{CASE}/henvisning/", enrolment.referral, name="referral"),
    path(f"{CASE}/indskrivning/stamdata/", enrolment.enrol_master, name="enrol_master"),
    path(f"{CASE}/indskrivning/screening/", enrolment.enrol_screening, name="enrol_screening"),
    path(f"{CASE}/indskrivning/alligevel/", enrolment.override, name="override"),
    path(f"{CASE}/indskrivning/ikke-inkluderet/", enrolment.exclude, name="exclude"),
    path(f"{CASE}/indskrivning/genoptag/", enrolment.reopen, name="reopen"),
]

master_urls = [
    path(f"{CASE}/stamdata/", master.master, name="master"),
    path(f"{CASE}/stamdata/person/", master.edit_person, name="edit_person"),
    path(f"{CASE}/stamdata/beskyttelse/", master.edit_protection, name="edit_protection"),
    path(f"{CASE}/stamdata/laege/", master.edit_doctor, name="edit_doctor"),
    path(f"{CASE}/stamdata/bolig/", master.edit_home, name="edit_home"),
    path(f"{CASE}/cpr/", master.show_cpr, name="show_cpr"),
]

life_urls = [
    path("borgere/fejl/", life.voided, name="voided"),
    path("borgere/cpr-nummer/", numbers.number, name="number"),
    path(f"{CASE}/fejl/tilbage/", life.take_back, name="take_back"),
    path(f"{CASE}/henvis-igen/", life.refer_again, name="refer_again"),
    path(f"{CASE}/stamdata/cpr/", life.replace_cpr, name="replace_cpr"),
]

# --- network, consents, relatives, stays: from here --------------------------------------------------------------

network_urls = [
    path(f"{CASE}/netvaerk/", network.network, name="network"),
    path(f"{CASE}/netvaerk/samtykke/", consents.add_exchange, name="add_exchange"),
    path(f"{CASE}/netvaerk/samtykke/andet/", consents.add_consent, name="add_consent"),
    path(f"{CASE}/netvaerk/samtykke/blanket/", consents.consent_form, name="consent_form"),
    path(
        f"{CASE}/netvaerk/samtykke/<uuid:organisation_id>/tilbagekald/",
        consents.withdraw_organisation,
        name="withdraw_organisation",
    ),
    path("samtykker/<uuid:pk>/tilbagekald/", consents.withdraw_consent, name="withdraw_consent"),
    path("samtykker/<uuid:pk>/scanning/", scans.add_scan, name="add_scan"),
    path("scanninger/<uuid:pk>/", scans.fetch_scan, name="fetch_scan"),
    path("scanninger/<uuid:pk>/fejl/", scans.void_scan, name="void_scan"),
    path(f"{CASE}/netvaerk/tilfoej/", places.add_place, name="add_place"),
    path("pladser/<uuid:pk>/", places.edit_place, name="edit_place"),
    path("pladser/<uuid:pk>/afslut/", places.end_place, name="end_place"),
    path(f"{CASE}/netvaerk/familie/", family.add_relative, name="add_relative"),
    path("familie/<uuid:pk>/", family.edit_relative, name="edit_relative"),
    path("familie/<uuid:pk>/afslut/", family.end_relative, name="end_relative"),
    path(f"{CASE}/netvaerk/ophold/", family.add_stay, name="add_stay"),
    path("ophold/<uuid:pk>/", family.edit_stay, name="edit_stay"),
    path("ophold/<uuid:pk>/slut/", family.end_stay, name="end_stay"),
    path("ophold/<uuid:pk>/fejl/", family.void_stay, name="void_stay"),
    path(f"{CASE}/indskrivning/samtykke/", network_enrolment.enrol_consent, name="enrol_consent"),
    path(f"{CASE}/indskrivning/netvaerk/", network_enrolment.enrol_network, name="enrol_network"),
    path(f"{CASE}/indskrivning/netvaerk/tilfoej/", network_enrolment.enrol_place, name="enrol_place"),
]

# --- network: to here ----------------------------------------------------------------------------------------------

programme_urls = [
    path("administration/programmer/", programmes.programmes, name="programmes"),
    path("administration/programmer/ny/", programmes.add_programme, name="add_programme"),
    path("administration/programmer/<uuid:pk>/", programmes.programme, name="programme"),
    path("administration/programmer/<uuid:pk>/ret/", programmes.edit_programme, name="edit_programme"),
    path("administration/programmer/<uuid:pk>/kriterier/ny/", programmes.add_criterion, name="add_criterion"),
    path("administration/kriterier/<uuid:pk>/", programmes.edit_criterion, name="edit_criterion"),
    path("administration/programmer/<uuid:pk>/projektledere/ny/", programmes.add_lead, name="add_lead"),
    path("administration/projektledere/<uuid:pk>/afslut/", programmes.end_lead, name="end_lead"),
]

todo_urls = [
    path("huskeliste/", todos.todos, name="todos"),
    path("huskeliste/<uuid:todo_id>/", todos.tick, name="tick_todo"),
]

urlpatterns = [*todo_urls, *programme_urls, *enrolment_urls, *master_urls, *life_urls, *network_urls]
