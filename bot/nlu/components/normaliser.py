"""The first step of Rasa's pipeline: tenants' spelling → plain French."""

from __future__ import annotations

from typing import Any  # Rasa's own component interface is untyped

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.incoming import safe_text
from bot.nlu.normaliser import normalise

NORMALISED = "normalised"
"""The message property that holds the normalised text."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class NormaliserComponent(GraphComponent):
    """Sets :data:`NORMALISED` on every message; the text itself stays as the tenant wrote it."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NormaliserComponent:
        """Make the component as Rasa's graph asks."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Normalise the training examples."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Normalise messages in place."""
        for message in messages:
            text = safe_text(message.get("text") or "")
            message.set(NORMALISED, normalise(text), add_to_output=True)
        return messages
