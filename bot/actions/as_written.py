"""As written: a place the tenant wrote that none of the questions made of the text tells.

« C 2 » is a building and its staircase; put into plain French it is « c'est 2 ». Of « Mme Tournier
A2 appt 501 : la douche ferme à quelle heure ? » only the question is kept.
"""

from dataclasses import replace

from bot.actions.message import Message
from bot.actions.places import Told, told_place


def with_place_as_written(message: Message) -> Message:
    """The message with its first question at the place that only the whole text tells."""
    written = told_place(message.text)
    if not (written.building and written.staircase):
        return message
    if any(told_place(one.text).building for one in message.questions):
        return message
    first, *others = message.questions
    placed = replace(first, text=_with_place(first.text, written, message.text))
    return replace(message, questions=(placed, *others))


def _with_place(question: str, told: Told, text: str) -> str:
    """The question behind the place; all of the text where nothing else was asked."""
    if told_place(question).is_digit:
        return text
    return f"bat. {told.building} esc. {told.staircase}, {question}"
