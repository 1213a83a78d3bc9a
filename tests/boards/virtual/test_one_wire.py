"""The 1-Wire wire against its data sheet (Maxim 19-4675): ROM commands, bits and bytes."""

from boards.virtual.physics.cartridge import rom_code


def test_read_rom_and_match_rom(wire, cartridge):
    tag = cartridge.tag
    tag.reset()
    tag.write_byte(0x33)
    assert wire.read(8) == tag.rom
    tag.reset()
    for byte in (0x55, *tag.rom, 0xF0, 0, 0):
        tag.write_byte(byte)
    assert wire.read(4) == b"NPC1"
    tag.reset()
    for byte in (0x55, *rom_code(99), 0xF0, 0, 0):
        tag.write_byte(byte)
    assert wire.read(4) == b"\xff" * 4


def test_search_rom_bit_by_bit(cartridge):
    tag = cartridge.tag
    tag.reset()
    tag.write_byte(0xF0)
    rom = 0
    for i in range(64):
        bit = tag.read_bit()
        assert tag.read_bit() == 1 - bit
        tag.write_bit(bit)
        rom |= bit << i
    assert rom.to_bytes(8, "little") == tag.rom


def test_search_rom_drops_out_on_the_other_branch(cartridge):
    tag = cartridge.tag
    tag.reset()
    tag.write_byte(0xF0)
    bit = tag.read_bit()
    tag.read_bit()
    tag.write_bit(1 - bit)
    assert [tag.read_bit() for _ in range(4)] == [1, 1, 1, 1]


def test_bits_and_bytes_say_the_same(wire, cartridge):
    tag = cartridge.tag
    tag.reset()
    for byte in (0xCC, 0xF0, 0, 0):
        for i in range(8):
            tag.write_bit(byte >> i & 1)
    first = sum(tag.read_bit() << i for i in range(8))
    assert bytes([first]) + wire.read(3) == b"NPC1"
