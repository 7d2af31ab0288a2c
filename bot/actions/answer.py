"""An answer, as the inbox takes it."""

from dataclasses import dataclass

from broadcaster.learning.reading import Reading


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a tenant about one topic."""

    topic: str
    text: str
    handoff: str | None = None  # one of conversations.threads.Reason: a person must act
    asks_place: bool = False  # the answer waits for the tenant to say where they live
    urgent: bool = False
    choices: tuple[str, ...] = ()  # not understood: the topics a tenant may choose from
    reading: Reading | None = None  # what its question was understood as, and how surely
