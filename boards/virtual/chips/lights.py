"""The WS2812 LED and the piezo: only what a person would see and hear."""


class Led:
    """`rgb` as last written, (0, 0, 0) without power."""

    def __init__(self) -> None:
        self.rgb = (0, 0, 0)

    def show(self, grb: bytes) -> None:
        """One pixel arrives: green, red, blue (WS2812B data sheet, composition of 24 bit data)."""
        if len(grb) >= 3:
            self.rgb = (grb[1], grb[0], grb[2])

    def power_off(self) -> None:
        """Without power the lamp is dark."""
        self.rgb = (0, 0, 0)


class Buzzer:
    """`tone_hz` now, 0 = silent; `heard` counts how often a tone began; `last_hz` is the last tone."""

    def __init__(self) -> None:
        self.tone_hz = 0
        self.last_hz = 0
        self.heard = 0

    def drive(self, freq_hz: int, duty_u16: int) -> None:
        """PWM on the buzzer pin; a duty of nothing or of everything is silence."""
        tone_hz = freq_hz if 0 < duty_u16 < 65535 else 0
        if tone_hz and tone_hz != self.tone_hz:
            self.heard += 1
            self.last_hz = tone_hz
        self.tone_hz = tone_hz

    def power_off(self) -> None:
        """Without power the buzzer is silent."""
        self.tone_hz = 0
