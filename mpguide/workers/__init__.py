"""Functions that run in child processes, one module for each chapter.

They live in modules because a child finds a function by its import path: one
defined in a notebook cell or at a prompt has none that a fresh interpreter knows.
"""
