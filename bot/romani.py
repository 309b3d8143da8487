"""Romani's own words for days and months, which no library has; it never knows a sentence.

Balkan Arli in the spelling of the catalogue. Each word stands in the project's glossary with its source,
mostly ROMLEX (University of Graz): Ponedelniko and Vtorniko are regular loans, the others are found as written.
"""

WEEKDAYS = ("Ponedelniko", "Vtorniko", "Sreda", "Četvrtko", "Paraštuj", "Savato", "Kurko")
"""Monday first. Kurko is also a week, so a date always stands beside it."""

MONTHS = (
    *("januari", "februari", "marti", "aprili", "majo", "juni"),
    *("juli", "avgusto", "septembro", "oktobro", "novembro", "decembro"),
)
"""January first."""

WEEKDAYS_FROM = {"AL": "sq"}
"""Countries where no Romani weekday is attested in writing: there the name comes from the country's language."""
