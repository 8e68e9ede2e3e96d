"""The commands that go on answering until they are stopped."""
