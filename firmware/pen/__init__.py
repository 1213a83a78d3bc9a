"""The pen's application: `core` decides, `hal` touches parts, `ui` draws, `app` joins them."""
