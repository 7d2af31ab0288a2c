"""How tenants' texts are understood: plain Python, read by the service and by Rasa's process."""
