"""What is bought: manufacturer's part, two alternatives, a rough price. Prices: 2025, one piece, without tax.

No supplier and no stock: whoever orders looks that up. A part without a manufacturer's number is described by what it
must do. Each alternative meets what the circuit asks for, but its case and pinout may differ.
"""

from typing import NamedTuple


class Item(NamedTuple):
    """`short` for drawings; `what` for the parts list; `number` is the manufacturer's, "" when `what` has to do."""

    short: str
    what: str
    number: str
    alternatives: "tuple[str, str]"
    euro: float


def resistor(text: str, ohm: float) -> Item:
    """A 1 % resistor, case 0805: the makers' numbers follow from the value."""
    letter, unit_ohm = ("M", 1e6) if ohm >= 1e6 else ("K", 1e3) if ohm >= 1e3 else ("R", 1)
    digits = ohm / unit_ohm
    whole = "%g" % digits
    yageo = whole.replace(".", letter) if "." in whole else whole + letter
    power = len(str(int(ohm))) - 3  # three digits and a power of ten; below 100 ohm an R where the point is
    panasonic = "%03d%d" % (round(ohm / 10**power), power) if power >= 0 else ("%#.3g" % ohm).replace(".", "R")
    vishay = ("%#.3g" % digits).rstrip(".").replace(".", letter)
    vishay = vishay if letter in vishay else vishay + letter
    return Item(
        text, "resistor %s, 1 %%, 0805" % text, "Yageo RC0805FR-07%sL" % yageo,
        ("Panasonic ERJ-6ENF%sV" % panasonic, "Vishay CRCW0805%sFKEA" % vishay), 0.05,
    )  # fmt: skip


def capacitor(farad: float) -> "tuple[Item, float]":
    """A capacitor and its tolerance in per cent. Raises KeyError for a value that the pen does not use."""
    return _CAPACITORS["%.2g" % farad]


_CAPACITORS = {
    "1e-09": (Item("1 nF", "capacitor 1 nF, 50 V, C0G, 0805", "Murata GRM2165C1H102JA01D",
                   ("Samsung CL21C102JBCNNNC", "Yageo CC0805JRNPO9BN102"), 0.10), 5),
    "1e-08": (Item("10 nF", "capacitor 10 nF, 50 V, C0G or X7R, 0805", "Murata GRM2195C1H103JA01D",
                   ("Samsung CL21B103KBANNNC", "Yageo CC0805KRX7R9BB103"), 0.15), 10),
    "1e-07": (Item("100 nF", "capacitor 100 nF, 50 V, X7R, 0805", "Murata GRM21BR71H104KA01L",
                   ("Samsung CL21B104KBCNNNC", "Yageo CC0805KRX7R9BB104"), 0.05), 10),
    "1e-06": (Item("1 µF", "capacitor 1 µF, 25 V, X7R, 0805", "Murata GRM21BR71E105KA99L",
                   ("Samsung CL21B105KAFNNNE", "Yageo CC0805KKX7R8BB105"), 0.10), 10),
    "1e-05": (Item("10 µF", "capacitor 10 µF, 25 V, X5R, 0805", "Murata GRM21BR61E106KA73L",
                   ("Samsung CL21A106KAYNNNE", "Yageo CC0805KKX5R8BB106"), 0.15), 20),
    "0.00022": (Item("220 µF", "electrolytic capacitor 220 µF, 10 V, low impedance", "Panasonic EEU-FM1A221",
                     ("Nichicon UPW1A221MPD", "Rubycon 10ZLH220MEFC5X11"), 0.30), 20),
}  # fmt: skip

# Bought for the depth unit besides stepper and encoder: (how many, what). Its four parts are made (boards/mechanics).
MECHANICAL = (
    (1, Item("wave spring", "wave spring, 14 mm outside, 12.4 mm inside, 3 N at 3 mm", "", ("", ""), 3.0)),
    (1, Item("dowel pin", "dowel pin, hardened, 2 m6 x 5, ISO 8734", "", ("", ""), 0.30)),
    (3, Item("screw", "screw M2 x 8, ISO 4762, stainless, under a drop of sealing lacquer", "", ("", ""), 0.10)),
)

CATALOGUE = {
    "pico": Item("Raspberry Pi Pico", "processor board, in a socket for the checks", "Raspberry Pi SC0915",
                 ("Raspberry Pi SC0917 (with headers)", "any board with the Pico's pinout and an RP2040"), 4.50),
    "zero": Item("RP2040-Zero", "processor board, on pin headers for the checks", "Waveshare RP2040-Zero",
                 ("Waveshare RP2040-Zero-M (with headers)", "any board with its pinout and an RP2040"), 4.50),
    "cell": Item("Li-ion cell", "Li-ion cell 300-500 mAh with protection circuit and plug", "SparkFun PRT-13851",
                 ("Adafruit 2750", "Adafruit 1578"), 6.00),
    "regulator": Item("TPS73633", "3.3 V low-drop regulator, enable input, no current backwards",
                      "Texas Instruments TPS73633DBVR",
                      ("Analog Devices LT1763CS8-3.3", "Analog Devices LT1761ES5-3.3"), 2.00),
    "mosfet": Item("Si2312CDS", "N-MOSFET, 20 V, on-resistance specified at 1.8 V, SOT-23",
                   "Vishay Si2312CDS-T1-GE3", ("Alpha & Omega AO3416", "Diodes DMG3420U-7"), 0.30),
    "p mosfet": Item("Si2333CDS", "P-MOSFET, 12 V, on-resistance specified at 1.8 V, SOT-23",
                     "Vishay Si2333CDS-T1-GE3", ("Alpha & Omega AO3415", "Diodes DMP2035U-7"), 0.40),
    "npn": Item("MMBT3904", "NPN transistor, 40 V, 0.2 A, SOT-23", "onsemi MMBT3904LT1G",
                ("Nexperia PMBT3904", "Diodes MMBT3904-7-F"), 0.10),
    "signal diode": Item("BAT54", "small Schottky diode, 30 V, 200 mA", "Nexperia BAT54",
                         ("Vishay BAT54-E3-08", "Vishay BAT85S-TR (leaded)"), 0.10),
    "power diode": Item("SS14", "Schottky diode, 40 V, 1 A", "Vishay SS14-E3/61T",
                        ("onsemi MBRA140T3G", "STMicroelectronics 1N5819 (leaded)"), 0.25),
    "reference": Item("LM4040 2.048 V", "shunt reference 2.048 V, 0.5 %, regulates from 75 µA on, SOT-23",
                      "Analog Devices LM4040CIM3-2.1+T",
                      ("Texas Instruments LM4040C20IDBZR", "Texas Instruments LM4040CIM3-2.0/NOPB"), 0.80),
    "shunt": Item("100 mΩ", "current shunt 100 mΩ, 1 %, 0.5 W, 1206", "Vishay WSL1206R1000FEA",
                  ("Bourns CRL1206-FW-R100ELF", "Yageo PE1206FRF070R1L"), 0.40),
    "amplifier": Item("INA180A1", "current amplifier, gain 20, input up to the cell's voltage",
                      "Texas Instruments INA180A1IDBVR",
                      ("Texas Instruments INA181A1IDBVR (REF to ground)", "Analog Devices MAX4372TEUK+T"), 0.60),
    "motor": Item("needle motor", "coreless motor, 3.7 V, one stroke a turn, magnet for the hall switch",
                  "", ("", ""), 12.0),
    "hall": Item("DRV5023", "hall switch, unipolar, open drain, works from 2.5 V", "Texas Instruments DRV5023AJQDBZR",
                 ("Infineon TLE4906K", "Allegro A1120LLHLX-T"), 0.80),
    "driver": Item("DRV8834 board", "stepper driver STEP/DIR/nENBL, 2.5-10.8 V, 16 microsteps", "Pololu 2134",
                   ("Texas Instruments DRV8834PWPR", "Texas Instruments DRV8834RGER"), 9.00),
    "stepper": Item("stepper", "stepper, 200 steps a turn, 20 mm", "Pololu 1204",
                    ("StepperOnline 8HS11-0204S", "StepperOnline 8HS15-0604S"), 25.0),
    "encoder": Item("AS5600 board", "AS5600 on a board, with a diametric magnet 6 mm", "ams-OSRAM AS5600-SO_EK_AB",
                    ("Seeed 101020692", "Adafruit 6357"), 6.00),
    "tag": Item("DS2431", "1-Wire EEPROM, in the cartridge", "Analog Devices DS2431P+",
                ("Analog Devices DS2431+ (TO-92)", "Analog Devices DS2431P+T&R"), 2.00),
    "contact": Item("contacts", "two spring contacts to the cartridge", "Mill-Max 0906-0-15-20-75-14-11-0",
                    ("any pair of gold-plated spring pins", ""), 1.50),
    "surge diode": Item("PESD5V0S1BA", "surge diode for one line, 5 V", "Nexperia PESD5V0S1BA",
                        ("Nexperia PESD5V0S1BB", "Bourns CDSOD323-T05C"), 0.20),
    "stop button": Item("SELECT", "push button, changeover contact (opens one, closes one), gold-plated",
                        "", ("", ""), 2.50),
    "button": Item("button", "push button, normally open", "Omron B3F-1000",
                   ("C&K PTS645SL50-2LFS", "TE FSM4JH"), 0.30),
    "thermistor": Item("NTC 10 kΩ", "NTC 10 kΩ at 25 °C, B = 3950 K, 1 %, glued to the motor",
                       "TDK B57861S0103F040 (B = 3988 K: reads 0.2 K too warm at 45 °C)",
                       ("Vishay NTCLE100E3103GB0 (B = 3977 K, 2 %)", "any 10 kΩ, B3950, 1 %"), 1.00),
    "display": Item("SSD1306 board", "128 x 64 display, I2C, address 0x3C", "Adafruit 326",
                    ("any SSD1306 board, 0.96 inch, I2C", "any SH1106 board, 1.3 inch, I2C"), 5.00),
    "clock": Item("DS3231 board", "DS3231, AT24C32 and CR2032 on one board, without charging resistor, lamp, pull-ups",
                  "ZS-042",
                  ("Adafruit 3013 and an AT24C32", "Analog Devices DS3231SN# and Microchip AT24C32E-SSHM"), 4.00),
    "led": Item("WS2812B", "addressable RGB LED, works from the cell", "Worldsemi WS2812B-V5/W",
                ("Opsco SK6812", "Opsco SK6812MINI-E"), 0.40),
    "buzzer": Item("piezo", "piezo buzzer without its own oscillator", "Murata PKM13EPYH4000-A0",
                   ("TDK PS1240P02BT", "CUI CPT-1495C-300"), 0.80),
}  # fmt: skip
