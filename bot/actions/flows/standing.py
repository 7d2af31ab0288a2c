"""Where a request stands, in the words of Rasa's forms: which answers it has, not their words."""

from dataclasses import dataclass
from typing import Any, Self  # JSON for Rasa

from broadcaster.conversations.requests import TenantRequest

PREFIX = "request_"
"""What the forms' slots begin with in domain.yml."""

FORM = "_form"
"""What their names end with."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An open request as a form of domain.yml."""

    topic: str
    slots: tuple[tuple[str, bool], ...]  # by slot: True when it need not be asked
    asked: str | None  # the answer asked for last; None once all are there

    @classmethod
    def of(cls, request: TenantRequest) -> Self:
        """The standing of a request in the database."""
        missing = set(request.missing)
        slots = tuple((PREFIX + name, name not in missing) for name in request.kind.answers)
        return cls(request.topic, slots, request.asked)

    @property
    def form(self) -> str:
        """The form's name."""
        return form_of(self.topic)

    @property
    def requested_slot(self) -> str | None:
        """The slot Rasa is to ask for; None when the form is complete."""
        return PREFIX + self.asked if self.asked else None

    @property
    def values(self) -> dict[str, Any]:
        """The form's slots as Rasa keeps them."""
        slots: dict[str, Any] = {name: True if known else None for name, known in self.slots}
        return slots | {"requested_slot": self.requested_slot}

    def as_json(self) -> dict[str, Any]:
        """What Rasa's door is told, to bring its tracker in line."""
        return {"name": self.form, "slots": self.values}


def form_of(topic: str) -> str:
    """The form that completes a request of a topic."""
    return topic + FORM


def topic_of_form(form: str) -> str:
    """The topic whose requests a form completes."""
    return form.removesuffix(FORM)
