"""The workplaces of the demo. Those with a key of contract.md's table have somebody who can log in."""

from __future__ import annotations

from datetime import date

from accounts.enums import Sector
from accounts.models import Organisation
from somv.demo.clock import ago, moment
from somv.demo.ledger import Ledger

# key, name, sector, phone
ORGANISATIONS: tuple[tuple[str, str, Sector, str], ...] = (
    ("team", "Sammen om min vej-teamet", Sector.MUNICIPALITY, "54 00 10 10"),
    ("addiction_centre", "Guldborgsund Rusmiddelcenter", Sector.MUNICIPALITY, "54 00 12 20"),
    ("district_psychiatry", "Distriktspsykiatrien Lolland-Falster", Sector.PSYCHIATRY, "54 00 13 30"),
    ("hospital", "Nykøbing F. Sygehus", Sector.HOSPITAL, "54 00 14 40"),
    ("job_centre", "Jobcenter Guldborgsund", Sector.MUNICIPALITY, "54 00 15 50"),
    ("practice", "Lægerne Torvet", Sector.GENERAL_PRACTICE, "54 00 16 60"),
    ("drop_in", "Værestedet Havnen", Sector.VOLUNTARY, "54 00 17 70"),
    ("data_office", "Region Sjælland, Data og udviklingsstøtte", Sector.HOSPITAL, "54 00 18 80"),
    ("region", "Region Sjælland", Sector.HOSPITAL, "54 00 18 00"),
    # Guldborgsund, without log-in
    ("g_home_care", "Hjemmeplejen Guldborgsund", Sector.MUNICIPALITY, "54 00 21 10"),
    ("g_nursing", "Hjemmesygeplejen Guldborgsund", Sector.MUNICIPALITY, "54 00 21 20"),
    ("g_support", "Bostøtten Guldborgsund", Sector.MUNICIPALITY, "54 00 21 30"),
    ("g_social", "Voksenrådgivningen Guldborgsund", Sector.MUNICIPALITY, "54 00 21 40"),
    ("g_health", "Sundhedscenter Guldborgsund", Sector.MUNICIPALITY, "54 00 21 50"),
    ("g_practice", "Lægehuset Sakskøbing", Sector.GENERAL_PRACTICE, "54 00 21 60"),
    # Lolland, without log-in
    ("l_addiction", "Rusmiddelcenter Lolland", Sector.MUNICIPALITY, "54 00 31 10"),
    ("l_job_centre", "Jobcenter Lolland", Sector.MUNICIPALITY, "54 00 31 20"),
    ("l_home_care", "Hjemmeplejen Lolland", Sector.MUNICIPALITY, "54 00 31 30"),
    ("l_nursing", "Hjemmesygeplejen Lolland", Sector.MUNICIPALITY, "54 00 31 40"),
    ("l_support", "Bostøtten Lolland", Sector.MUNICIPALITY, "54 00 31 50"),
    ("l_social", "Myndighedsafdelingen Lolland", Sector.MUNICIPALITY, "54 00 31 60"),
    ("l_health", "Sundhedshuset Nakskov", Sector.MUNICIPALITY, "54 00 31 70"),
    ("l_practice", "Lægehuset Maribo", Sector.GENERAL_PRACTICE, "54 00 31 80"),
    # Volunteers
    ("visitors", "Besøgsvennerne på Falster", Sector.VOLUNTARY, "54 00 41 10"),
    ("workshop", "Cykelværkstedet i Nakskov", Sector.VOLUNTARY, "54 00 41 20"),
    # The second programme
    ("second_team", "Hjem igen-teamet", Sector.MUNICIPALITY, "55 00 10 10"),
    ("v_support", "Bostøtten Vordingborg", Sector.MUNICIPALITY, "55 00 11 10"),
    ("v_practice", "Lægerne ved Algade", Sector.GENERAL_PRACTICE, "55 00 12 10"),
    ("v_psychiatry", "Distriktspsykiatrien Vordingborg", Sector.PSYCHIATRY, "55 00 13 10"),
    ("v_hospital", "Næstved Sygehus", Sector.HOSPITAL, "55 00 14 10"),
)
MERGER = date(2027, 1, 1)  # Region Sjælland becomes part of Region Østdanmark (domain.md § 2)


def enter(ledger: Ledger) -> dict[str, Organisation]:
    """All workplaces by key; the region has its successor already."""
    at = moment(ago(420), 8)
    rows = {
        key: ledger.add(Organisation(name=name, sector=sector, phone=phone), at=at)
        for key, name, sector, phone in ORGANISATIONS
    }
    east = Organisation(name="Region Østdanmark", sector=Sector.HOSPITAL, starts_on=MERGER)
    rows["east"] = ledger.add(east, at=at)
    rows["region"].ends_on, rows["region"].successor = MERGER, east
    return rows
