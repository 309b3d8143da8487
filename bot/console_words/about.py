"""Words of the console's page about Drom itself."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "about.title": "About Drom",
    "about.version": "Version {version}.",
    "about.credits": "Whose work is in it",
    "about.drom": "Drom is free software under the MIT licence.",
    "about.pictograms": "All pictograms on picture cards are designed by OpenMoji, the open-source emoji and icon "
    "project. Licence: CC BY-SA 4.0, as are the cards that are drawn with them.",
    "about.letters": "The letters on cards and papers are Roboto, under the Apache licence 2.0.",
}
