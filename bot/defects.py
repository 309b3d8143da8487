"""What is wrong with a value, in words for an operator; it never shows the value, which may be a secret."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

TOLD: Mapping[str, str] = MappingProxyType(
    {
        "missing": "is missing",
        "extra_forbidden": "is not known; is it spelt right?",
        "int_parsing": "must be a whole number",
        "int_type": "must be a whole number",
        "int_from_float": "must be a whole number",
        "float_parsing": "must be a number",
        "float_type": "must be a number",
        "finite_number": "must be a number",
        "greater_than": "must be above {gt:g}",
        "greater_than_equal": "must be {ge:g} or more",
        "less_than": "must be below {lt:g}",
        "less_than_equal": "must be {le:g} at most",
        "literal_error": "must be {expected}",
        "bool_parsing": "must be true or false",
        "bool_type": "must be true or false",
        "string_type": 'must be a text in "quotes"',
        "string_pattern_mismatch": "does not have the form {pattern}",
        "too_short": "must have at least {min_length:g}",
        "tuple_type": "must be a list in [brackets]",
        "dict_type": "must be a table",
        "model_type": "must be a table",
        "model_attributes_type": "must be a table",
        "path_type": "must be the name of a file or a folder",
        "zoneinfo_str": "must be a zone such as Europe/Tirane",
    }
)
"""What to say of each kind of error, by pydantic's name of it (docs.pydantic.dev, "Validation Errors")."""


def told(row: Mapping[str, Any], forms: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return what an error of pydantic's says, without its place; ``forms`` are words for patterns."""
    given = {name: value for name, value in row.get("ctx", {}).items() if name != "error"}
    if row["type"] == "string_pattern_mismatch" and given["pattern"] in forms:
        return f"must be {forms[given['pattern']]}"
    if row["type"] in TOLD:
        return TOLD[row["type"]].format(**given).replace("'", "")
    return str(row["msg"]).removeprefix("Value error, ").replace("Input should be", "must be")
