"""The bits of a button mask: the driver sets them, the rules read them. It knows neither."""

SELECT = 1
UP = 2
DOWN = 4
