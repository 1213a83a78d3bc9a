"""Answers the laptop over USB."""
