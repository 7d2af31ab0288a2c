"""The second step of Rasa's pipeline: the questions of a text and their intents."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any  # Rasa's own component interface is untyped

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.components import intent_model
from bot.nlu.components.embedding import EmbeddingCache
from bot.nlu.components.intent_model import IntentModel
from bot.nlu.components.normaliser import NORMALISED
from bot.nlu.courtesy import peel
from bot.nlu.guess import Guess, Thresholds
from bot.nlu.questions import Question, understand

QUESTIONS = "questions"
"""The message property that lists the questions; it reaches the action server as it is."""

DANGER = "danger"
"""The message property that says how likely somebody is in danger, and of what kind."""

FALLBACK_INTENT = "nlu_fallback"
_CACHE = Path(".rasa") / "embeddings.npz"
_RANKED = 5


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class QuestionClassifier(GraphComponent):
    """Sets :data:`QUESTIONS` and Rasa's own ``intent`` and ``intent_ranking``."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
    ) -> None:
        self._thresholds = Thresholds(**{name: config[name] for name in asdict(Thresholds())})
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the thresholds; see :class:`bot.nlu.guess.Thresholds`."""
        return asdict(Thresholds())

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> QuestionClassifier:
        """Make an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_kwargs: Any,
    ) -> QuestionClassifier:
        """Make a component from a trained model."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, IntentModel.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Train on the normalised examples and store the model."""
        examples = training_data.intent_examples
        self._model = intent_model.train(
            [peel(example.get(NORMALISED)) for example in examples],
            [example.get("intent") for example in examples],
            EmbeddingCache(_CACHE),
            _tell,
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Understand messages in place."""
        for message in messages:
            guesses: list[Guess] = []

            def classify(texts: Sequence[str], heard: list[Guess] = guesses) -> list[Guess]:
                heard += self.classify(texts)
                return heard[-len(texts) :]

            text = message.get(NORMALISED)
            self._set(message, understand(text, classify, self._thresholds, self._glance))
            self._warn(message, guesses)
        return messages

    @staticmethod
    def _warn(message: Message, guesses: Sequence[Guess]) -> None:
        """Tell of what danger the whole text speaks: parts taken out of it sound worse."""
        whole = next(iter(guesses), None)
        danger = whole.danger._asdict() if whole else None
        message.set(DANGER, danger, add_to_output=True)

    def classify(self, texts: Sequence[str]) -> list[Guess]:
        """Return the best intent of each text."""
        return self._trained().guesses(texts)

    def _glance(self, texts: Sequence[str]) -> list[Guess]:
        return self._trained().glances(texts)

    def _trained(self) -> IntentModel:
        if self._model is None:
            raise ValueError("The classifier has no model: train one first.")
        return self._model

    @staticmethod
    def _set(message: Message, questions: list[Question]) -> None:
        """Rasa needs one intent: that of the first question understood, else the fallback."""
        understood = [question for question in questions if not question.fallback]
        first = understood[0] if understood else questions[0]
        name = first.intent if understood else FALLBACK_INTENT
        intent = {"name": name, "confidence": first.confidence}
        message.set("intent", intent, add_to_output=True)
        ranking = [{"name": q.intent, "confidence": q.confidence} for q in questions[:_RANKED]]
        message.set("intent_ranking", ranking, add_to_output=True)
        message.set(QUESTIONS, [question.as_dict() for question in questions], add_to_output=True)


def _tell(line: str) -> None:
    """Tell who waits for the training, past the file that Rasa's own output goes to."""
    print(f"understanding: {line}", file=sys.__stdout__, flush=True)
