"""The two 1-Wire check sums (Maxim application note 27): CRC-8 of the ROM code, CRC-16 of the data."""


def crc8(data: bytes, crc: int = 0) -> int:
    """Dallas CRC-8, x^8 + x^5 + x^4 + 1, reflected (0x8C), start value 0."""
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0x8C if crc & 1 else crc >> 1
    return crc


def crc16(data: bytes, crc: int = 0) -> int:
    """1-Wire CRC-16, x^16 + x^15 + x^2 + 1, reflected (0xA001), start value 0, not inverted."""
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc
