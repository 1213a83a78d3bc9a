"""The history as a page: figures, blocks and templates, also for the dashboard."""
