"""The words a simulated log is written in, and names for its people, each used once per seeker."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from outreachlab.log.vocabulary import COLUMNS

if TYPE_CHECKING:
    from outreachlab.simulate.drawn import Drawn

INDUSTRIES = (
    "architecture", "education", "energy", "finance", "healthcare", "media", "public sector",
    "software", "transport",
)  # fmt: skip
COMPANIES = (
    "Bramble & Stone", "Halden Studio", "Northlight Architects", "Ostrava Plan", "Quay Works",
    "Brightwell College", "Lindgrove School", "Meridian Learning", "Open Slate", "Tallow Hill",
    "Borealis Grid", "Coldwater Wind", "Fjordkraft Lab", "Sunfold", "Tideway Power",
    "Alder Bank", "Corbel Capital", "Juniper Mutual", "Ledgerline", "Saltmarsh Trust",
    "Cedar Clinic", "Harbour Health", "Larkspur Labs", "Mossgate Hospital", "Vireo Care",
    "Copper Kettle Press", "Daybreak Radio", "Inkwell Weekly", "Lanternhouse Films", "Parallax",
    "City of Elmsworth", "County Archive", "Harbour Authority", "Office of Standards",
    "Regional Parks",
    "Basalt Data", "Cloudberry", "Kestrel Systems", "Nine Rivers Software", "Papertrail",
    "Ferryline", "Greywing Air", "Milepost Logistics", "Tramworks", "Velodrome Bikes",
)  # fmt: skip
ROLES = (
    "analyst", "communications officer", "consultant", "data scientist", "designer", "engineer",
    "operations manager", "product manager", "programme lead", "researcher",
)  # fmt: skip
SENIORITY = ("junior", "mid", "senior", "executive")
NOTES = (
    "met at the spring fair", "likes to be called early", "very generous with time",
    "knows the hiring market well", "ask again in autumn", "sent a reading list",
    "on leave until next month", "talked mostly about their team", "prefers a call",
    "studied with my cousin",
)  # fmt: skip
TEXTS = {
    "industry": INDUSTRIES,
    "company": COMPANIES,
    "role": ROLES,
    "seniority": SENIORITY,
    "notes": NOTES,
}
BOOKS: dict[str, tuple[str, ...]] = TEXTS | {c.name: c.words for c in COLUMNS if c.words}
FIRST = (
    "Abena", "Adrián", "Aiko", "Alma", "Amara", "Anders", "Anjali", "Arjun", "Astrid", "Beatriz",
    "Benedikt", "Bilal", "Birgit", "Björn", "Carmen", "Cedric", "Chidi", "Clara", "Dalia",
    "Daniel", "Dina", "Edgar", "Eleni", "Elif", "Emeka", "Esther", "Farah", "Felix", "Fiona",
    "Gabriela", "Georg", "Giulia", "Grace", "Hamid", "Hana", "Hugo", "Ida", "Ingrid", "Ismail",
    "Ivana", "Jamal", "Jia", "Joana", "José", "Kofi", "Laila", "Lars", "Lena", "Leo", "Linh",
    "Lucía", "Magnus", "Mai", "Marek", "Marta", "Mateo", "Mei", "Mira", "Nadia", "Naomi", "Niamh",
    "Noor", "Olga", "Omar", "Oskar", "Paula", "Pavel", "Petra", "Priya", "Rafael", "Ravi", "Rosa",
    "Ruth", "Samir", "Sanna", "Selma", "Sofia", "Sven", "Tariq", "Tess", "Thandi", "Tomás", "Uma",
    "Vera", "Viktor", "Wanjiru", "Yara", "Yusuf", "Zara", "Zoë",
)  # fmt: skip
LAST = (
    "Abbott", "Adeyemi", "Ahlström", "Akintola", "Almeida", "Andersen", "Aoki", "Arslan", "Bailey",
    "Banerjee", "Barros", "Becker", "Bianchi", "Blom", "Brandt", "Brennan", "Cabrera", "Carvalho",
    "Chaudhry", "Chen", "Costa", "Dahl", "Danso", "Demir", "Desai", "Diallo", "Doyle", "Dubois",
    "Duarte", "Eklund", "Engel", "Farrell", "Fernández", "Fischer", "Fofana", "Fontaine", "Fujita",
    "Gallagher", "García", "Ghosh", "Gomes", "Gruber", "Haddad", "Hansen", "Hartmann", "Hayashi",
    "Heller", "Hoang", "Horvat", "Ibarra", "Iqbal", "Ivanova", "Jansen", "Jensen", "Kamau",
    "Kaplan", "Karlsson", "Kaya", "Keller", "Khan", "Kimura", "Koch", "Kovač", "Kumar", "Larsen",
    "Lefèvre", "Lindqvist", "Lopes", "Mbeki", "McKenna", "Mehta", "Mendoza", "Moreau", "Moreno",
    "Müller", "Nakamura", "Ndiaye", "Nguyen", "Nowak", "Obi", "Okafor", "Olsen", "Ortega",
    "Osei", "Park", "Pereira", "Petrov", "Quinn", "Rahman", "Ramos", "Rossi", "Sahin", "Santos",
    "Schmidt", "Shah", "Silva", "Singh", "Sørensen", "Suzuki", "Tanaka", "Torres", "Tran",
    "Vargas", "Virtanen", "Vogel", "Wallace", "Weber", "Winter", "Yamada", "Yılmaz", "Zhang",
)  # fmt: skip
PAIRS = len(FIRST) * len(LAST)
STRIDE = 2753  # shares no factor with PAIRS: its steps visit every pair before one comes again
SHIFT = 1597  # how far the names of one seeker's people lie from the next seeker's


def people_of(drawn: "Drawn") -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Name codes (rows,) of contacts and of referrers, -1 where there is none."""
    rows = np.arange(len(drawn))
    new = drawn.person == rows
    begins = np.searchsorted(drawn.seeker, np.arange(drawn.seekers))
    count = np.cumsum(new)
    before = count[begins] - new[begins]  # people before each seeker's first row
    people = np.diff(before, append=count[-1])
    number = (count - 1)[drawn.person] - before[drawn.seeker]
    contact = _code(drawn.seeker, number)
    outside = _code(drawn.seeker, people[drawn.seeker] + drawn.outside)
    outside = np.where(drawn.outside >= 0, outside, -1)
    return contact, np.where(drawn.parent >= 0, contact[drawn.parent], outside)


def _code(seeker: NDArray[np.int32], number: NDArray[np.int64]) -> NDArray[np.int64]:
    block, place = np.divmod(number, PAIRS)
    return block * PAIRS + (seeker * SHIFT + place * STRIDE) % PAIRS


def name_of(code: int) -> str:
    """`Mira Okafor`; past the last pair of names `Mira B. Okafor`, and then with a number."""
    block, pair = divmod(code, PAIRS)
    first, last = FIRST[pair % len(FIRST)], LAST[pair // len(FIRST)]
    if block == 0:
        return f"{first} {last}"
    round_, letter = divmod(block - 1, 26)
    middle = f"{first} {chr(ord('A') + letter)}. {last}"
    return middle if round_ == 0 else f"{middle} {round_ + 1}"


def seeker_names(seekers: int) -> tuple[str, ...]:
    """`S01` to `S60`, as wide as the last needs, so that they sort as text."""
    width = max(2, len(str(seekers)))
    return tuple(f"S{number + 1:0{width}d}" for number in range(seekers))
