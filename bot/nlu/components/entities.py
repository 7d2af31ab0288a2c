"""A step of Rasa's pipeline: places and days as entities with normal values. Nothing to train."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any  # Rasa's own component interface is untyped

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.components.normaliser import NORMALISED
from bot.nlu.entities import entities_of


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PlacesAndDatesExtractor(GraphComponent):
    """Adds to Rasa's ``entities`` the places and days of the normalised text.

    ``start`` and ``end`` are places in the normalised text, which is in the output too.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PlacesAndDatesExtractor:
        """Make the component as Rasa's graph asks."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the entities of messages in place, as they are meant now."""
        now = datetime.now(timezone.utc)
        for message in messages:
            found = entities_of(message.get(NORMALISED) or "", now, type(self).__name__)
            message.set("entities", [*(message.get("entities") or []), *found], add_to_output=True)
        return messages
