"""Ledger and journal, made durable in the right order."""
