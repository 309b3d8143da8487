"""Words of the console's short courses."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "lessons.menu": "Lessons",
    "lessons.title": "Short courses",
    "lessons.how": 'Whoever runs the server brings a course in with "drom courses import", all of it or nothing.',
    "lessons.number": "Lessons: {n}",
    "lessons.went": "How it goes",
    "lessons.counted.started": "Began",
    "lessons.counted.finished": "Finished",
    "lessons.counted.certificates": "Certificates",
    "lessons.counted.brochures": "Brochures",
    "lessons.counted.asked": "Asked for the bigger course",
    "lessons.counted.enrolled": "Enrolled there",
    "lessons.counted.completed": "Finished there",
    "lessons.check": "Check a certificate",
    "lessons.check_number": "The number on it",
    "lessons.check_button": "Check",
    "lessons.check_none": "None of your certificates has this number.",
    "lessons.review": "How far each language is",
    "lessons.there": "Written",
    "lessons.confirmed": "Confirmed by a native reader",
}
