"""A package by itself, so that a process started by a test finds it before any other of this name."""
