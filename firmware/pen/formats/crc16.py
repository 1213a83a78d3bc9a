"""The checksum of 1-Wire parts, for the driver and for what the rules read in a tag. It knows neither."""


def crc16(data: "bytes | bytearray | memoryview", crc: int = 0) -> int:
    """CRC-16, x^16 + x^15 + x^2 + 1, low bit first, starts at 0 or goes on from `crc` (Maxim application note 27)."""
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc
