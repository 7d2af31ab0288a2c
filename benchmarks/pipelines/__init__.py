"""Our pipeline beside Rasa's own, on the same data, the same machine, the same server."""
