"""The demo people (contract.md) as test people: user name, role, workplace, and a name found nowhere else."""

from accounts.enums import Role, Sector

# key, name, sector
WORKPLACES: dict[str, tuple[str, Sector]] = {
    "team": ("Sammen om min vej-teamet", Sector.MUNICIPALITY),
    "addiction_centre": ("Guldborgsund Rusmiddelcenter", Sector.MUNICIPALITY),
    "district_psychiatry": ("Distriktspsykiatrien Lolland-Falster", Sector.PSYCHIATRY),
    "hospital": ("Nykøbing F. Sygehus", Sector.HOSPITAL),
    "job_centre": ("Jobcenter Guldborgsund", Sector.MUNICIPALITY),
    "practice": ("Lægerne Torvet", Sector.GENERAL_PRACTICE),
    "shelter": ("Værestedet Havnen", Sector.VOLUNTARY),
    "home_nursing": ("Hjemmeplejen Sakskøbing", Sector.MUNICIPALITY),
    "data_office": ("Region Sjælland, Data og udviklingsstøtte", Sector.HOSPITAL),
    "region": ("Region Sjælland", Sector.HOSPITAL),
}

# user name, name, role, workplace, function
PEOPLE: list[tuple[str, str, Role, str, str]] = [
    ("koordinator", "Kirsten Kjeldgaard", Role.COORDINATOR, "team", "forløbspartner"),
    ("koordinator2", "Kaj Kvistholm", Role.COORDINATOR, "team", "forløbspartner"),
    ("rusmiddel", "Rikke Rosenlund", Role.PARTNER, "addiction_centre", "behandler"),
    ("psykiatri", "Pia Poulstrup", Role.PARTNER, "district_psychiatry", "kontaktperson"),
    ("sygehus", "Søren Sandager", Role.PARTNER, "hospital", "overlæge"),
    ("jobcenter", "Jytte Jernvig", Role.PARTNER, "job_centre", "sagsbehandler"),
    ("laege", "Lars Lægaard", Role.PARTNER, "practice", "praktiserende læge"),
    ("frivillig", "Frida Frihavn", Role.PARTNER, "shelter", "frivillig"),
    ("projektleder", "Preben Projektdal", Role.LEAD, "team", "projektleder"),
    ("analytiker", "Anna Ahlmark", Role.ANALYST, "data_office", "analytiker"),
    ("logkontrol", "Lone Logstrup", Role.AUDITOR, "region", "logkontrol"),
    ("admin", "Arne Adelgaard", Role.ADMINISTRATOR, "team", "administrator"),
]
