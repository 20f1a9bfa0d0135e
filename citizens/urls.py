from django.urls import path

from citizens.views import enrolment, master

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

# --- network, consents, relatives, stays: from here --------------------------------------------------------------

network_urls: list = []

# --- network: to here ----------------------------------------------------------------------------------------------

urlpatterns = [*enrolment_urls, *master_urls, *network_urls]
