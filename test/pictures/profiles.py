"""Colour profiles (ICC.1:2001-04, version 2) of spaces in which cameras, phones and presses write pictures, made here."""

import struct

SRGB = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
D65, D50 = (0.3127, 0.3290), (0.3457, 0.3585)
WHITE = (0.9642, 1.0, 0.8249)
# Bradford's cone responses.
CONES = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))


def matrix_profile(primaries, white, curve):
    """A profile of three primaries, given like the white by x and y of CIE 1931. `curve`: a gamma, or 'srgb'."""
    columns = [xyz(*primary) for primary in primaries]
    scale = solve([list(row) for row in zip(*columns)], xyz(*white))
    adapted = [adapt([value * factor for value in column], xyz(*white)) for column, factor in zip(columns, scale)]
    tags = {name + "XYZ": xyz_tag(column) for name, column in zip("rgb", adapted)}
    tags |= {name + "TRC": curve_tag(curve) for name in "rgb"}
    return profile("RGB ", "mntr", "XYZ ", tags)


def grey_profile(gamma):
    return profile("GRAY", "mntr", "XYZ ", {"kTRC": curve_tag(gamma)})


def cmyk_profile():
    """A press by its sixteen overprints (a table of 2 by 2 by 2 by 2 in CIELAB), about those of coated paper."""
    inks = {0: (100, 0, 0), 1: (55, -37, -50), 2: (48, 74, -3), 4: (89, -5, 93)}
    inks |= {3: (24, 22, -46), 5: (50, -68, 25), 6: (47, 68, 48), 7: (22, 0, 0)}
    nodes = bytearray()
    # The first ink changes slowest.
    for node in range(16):
        cyan, magenta, yellow, black = (node >> 3) & 1, (node >> 2) & 1, (node >> 1) & 1, node & 1
        lightness, a, b = inks[cyan | magenta << 1 | yellow << 2]
        dark = 0.15 if black else 1
        nodes += bytes((round(lightness * dark * 2.55), round(a * dark) + 128, round(b * dark) + 128))
    ramp = bytes(range(256))
    identity = struct.pack(">9i", *(65536 if at % 4 == 0 else 0 for at in range(9)))
    table = b"mft1" + bytes(4) + bytes((4, 3, 2, 0)) + identity + ramp * 4 + bytes(nodes) + ramp * 3
    return profile("CMYK", "prtr", "Lab ", {"A2B0": table})


def profile(space, kind, connection, tags):
    text = b"Made for tests\0"
    common = {"desc": b"desc" + bytes(4) + struct.pack(">I", len(text)) + text + bytes(78), "cprt": b"text" + bytes(4) + text}
    tags = common | {"wtpt": xyz_tag(WHITE)} | tags
    body, table, at = b"", struct.pack(">I", len(tags)), 132 + 12 * len(tags)
    for name, data in tags.items():
        table += name.encode() + struct.pack(">II", at + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    size = at + len(body)
    head = struct.pack(">I4sI4s4s4s", size, b"", 0x02400000, kind.encode(), space.encode(), connection.encode())
    head += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + bytes(28) + struct.pack(">3i", *map(fixed, WHITE))
    return head.ljust(128, b"\0") + table + body


def xyz_tag(value):
    return b"XYZ " + bytes(4) + struct.pack(">3i", *map(fixed, value))


def curve_tag(curve):
    if curve != "srgb":
        return b"curv" + bytes(4) + struct.pack(">IH", 1, round(curve * 256))
    steps = [at / 1023 for at in range(1024)]
    linear = [step / 12.92 if step <= 0.04045 else ((step + 0.055) / 1.055) ** 2.4 for step in steps]
    return b"curv" + bytes(4) + struct.pack(">I1024H", 1024, *(round(value * 65535) for value in linear))


def fixed(value):
    return round(value * 65536)


def xyz(x, y):
    return (x / y, 1.0, (1 - x - y) / y)


def adapt(value, white):
    """To the white D50 of profiles."""
    from_cones, to_cones = ([sum(a * b for a, b in zip(row, each)) for row in CONES] for each in (white, WHITE))
    cones = [sum(a * b for a, b in zip(row, value)) * to / was for row, was, to in zip(CONES, from_cones, to_cones)]
    return solve([list(row) for row in CONES], cones)


def solve(matrix, right):
    """Cramer's rule for three equations."""
    whole = determinant(matrix)
    return [determinant([[right[r] if c == column else matrix[r][c] for c in range(3)] for r in range(3)]) / whole for column in range(3)]


def determinant(m):
    return sum(m[0][i] * (m[1][(i + 1) % 3] * m[2][(i + 2) % 3] - m[1][(i + 2) % 3] * m[2][(i + 1) % 3]) for i in range(3))


PROFILES = {
    "display-p3": matrix_profile(((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)), D65, "srgb"),
    "adobe-rgb": matrix_profile(((0.64, 0.33), (0.21, 0.71), (0.15, 0.06)), D65, 563 / 256),
    "prophoto": matrix_profile(((0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001)), D50, 1.8),
    "rec-2020": matrix_profile(((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)), D65, 2.4),
    # Red is blue: shown wrong by whoever takes it for sRGB.
    "red-is-blue": matrix_profile(SRGB[::-1], D65, "srgb"),
}
