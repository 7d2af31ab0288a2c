"""The values of a spreadsheet's cells as the text people see."""

from datetime import date, datetime, time, timedelta


def text_of(value: object) -> str:
    """The value as text: 639980012.0 is « 639980012 », a date is ISO, an empty cell is ""."""
    match value:
        case None:
            return ""
        case bool():
            return "oui" if value else "non"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.strftime("%Y-%m-%d" if value.time() == time() else "%Y-%m-%d %H:%M")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return str(value)
