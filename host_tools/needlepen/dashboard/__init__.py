"""The dashboard: the report's picture on a local page, with the pen live beside it, a diary and check-ins."""
