"""What tests share: real parts started for them, and small fakes."""
