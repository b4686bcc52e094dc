"""What goes wrong on a cable, by rule. A fault is a dictionary:

    ports   [first, last] of the client's port: whose connections
    toward  'left' or 'right', where the frame is going; absent: either
    of      what kind of segment, a name in KINDS
    nth     which of them, counted for each connection and direction from 1; absent: all
    chance  how likely, decided by `seed`, the connection and the number of the frame, so that a run can be repeated
    after, before   milliseconds since the connection's first frame
    do      'lose', 'delay' (by `ms`), 'copy' (again, `ms` later) or 'forge' (another segment, `ms` later:
            `flags`, `to`: 'left' or 'right', `offset` from the sequence number that is due)

The left end is the client's.
"""
import hashlib
import struct

FIN, SYN, RST, ACK = 1, 2, 4, 16
OTHER = {'left': 'right', 'right': 'left'}


class Segment:
    """As much of a TCP segment as faults ask for."""

    def __init__(self, frame):
        version = frame[14] >> 4
        self.ip_octets = (frame[14] & 15) * 4 if version == 4 else 40
        at = 14 + self.ip_octets
        self.source, self.destination, self.seq, self.ack, offset, self.flags = struct.unpack_from('!HHIIBB', frame, at)
        self.length = len(frame) - at - (offset >> 4) * 4
        if version == 4:
            self.length = int.from_bytes(frame[16:18], 'big') - self.ip_octets - (offset >> 4) * 4
        self.end = (self.seq + self.length + bool(self.flags & SYN) + bool(self.flags & FIN)) & 0xFFFFFFFF


def is_tcp(frame):
    """Whether a frame is TCP right behind Ethernet and IP."""
    kind = frame[12:14]
    return (kind == b'\x08\x00' and frame[23] == 6) or (kind == b'\x86\xdd' and frame[20] == 6)


def is_bare_ack(segment):
    return not segment.flags & (SYN | FIN | RST) and segment.length == 0


KINDS = {
    'ANY': lambda segment, talk: True,
    'SYN': lambda segment, talk: segment.flags & (SYN | ACK) == SYN,
    'SYN+ACK': lambda segment, talk: segment.flags & (SYN | ACK) == SYN | ACK,
    'ACK': lambda segment, talk: is_bare_ack(segment),
    'ACK_OF_FIN': lambda segment, talk: is_bare_ack(segment) and segment.ack == talk.fin_end[OTHER[talk.toward]],
    'DATA': lambda segment, talk: segment.length > 0 and not segment.flags & SYN,
    'FIN': lambda segment, talk: bool(segment.flags & FIN),
    'RST': lambda segment, talk: bool(segment.flags & RST),
}


class Talk:
    """One connection as the cable has seen it; by direction, named after where it leads."""

    def __init__(self, now):
        self.began = now
        self.toward = None
        self.frames = {'left': 0, 'right': 0}
        self.fin_end = {'left': None, 'right': None}
        self.next = {'left': 0, 'right': 0}
        self.counts = {}

    def count(self, what):
        self.counts[what] = self.counts.get(what, 0) + 1
        return self.counts[what]

    def passes(self, segment, toward):
        self.toward = toward
        self.frames[toward] += 1
        if segment.flags & SYN or ((segment.end - self.next[toward]) & 0xFFFFFFFF) < 1 << 31:
            self.next[toward] = segment.end
        if segment.flags & FIN:
            self.fin_end[toward] = segment.end


class Faults:
    """Decides for each frame when it is delivered, where, and what else is."""

    def __init__(self, faults):
        self.faults = faults
        self.talks = {}

    def deliveries(self, now, source, frame):
        """[(seconds later, end, whether the device's work is left to do, frame)]"""
        toward = OTHER[source]
        plain = [(0, toward, True, frame)]
        if not self.faults or not is_tcp(frame):
            return plain
        segment = Segment(frame)
        port = segment.source if toward == 'right' else segment.destination
        key = (port, segment.ip_octets == 40)
        talk = self.talks.get(key)
        if talk is None:
            talk = self.talks[key] = Talk(now)
        talk.passes(segment, toward)
        for number, fault in enumerate(self.faults):
            if self.applies(number, fault, talk, segment, port, now):
                plain = suffer(fault, plain, frame, segment, talk)
        return plain

    def applies(self, number, fault, talk, segment, port, now):
        first, last = fault['ports']
        if not first <= port <= last or fault.get('toward', talk.toward) != talk.toward:
            return False
        age = (now - talk.began) * 1000
        if not fault.get('after', 0) <= age < fault.get('before', float('inf')):
            return False
        if not KINDS[fault['of']](segment, talk):
            return False
        if 'nth' in fault and talk.count((number, talk.toward)) not in fault['nth']:
            return False
        if 'chance' not in fault:
            return True
        draw = f'{fault["seed"]} {number} {port} {talk.toward} {talk.frames[talk.toward]}'
        return int.from_bytes(hashlib.blake2b(draw.encode(), digest_size=4).digest(), 'big') < fault['chance'] * 2**32


def suffer(fault, deliveries, frame, segment, talk):
    """What becomes of deliveries that a fault applies to."""
    later = fault.get('ms', 0) / 1000
    if fault['do'] == 'lose':
        return []
    if fault['do'] == 'delay':
        return [(before + later, *rest) for before, *rest in deliveries]
    if fault['do'] == 'copy':
        return deliveries + [(later, talk.toward, True, frame)]
    return deliveries + [(later, fault['to'], False, forged(fault, frame, segment, talk))]


def forged(fault, frame, segment, talk):
    """A segment like one of the connection, but nobody has sent it."""
    to = fault['to']
    link, network = frame[:14], frame[14:14 + segment.ip_octets]
    ports = (segment.source, segment.destination)
    if talk.toward != to:
        link = link[6:12] + link[:6] + link[12:]
        half = 4 if segment.ip_octets == 20 else 16
        addresses = len(network) - 2 * half
        network = network[:addresses] + network[addresses + half:] + network[addresses:addresses + half]
        ports = ports[::-1]
    seq = (talk.next[to] + fault.get('offset', 0)) & 0xFFFFFFFF
    ack = talk.next[OTHER[to]] if fault['flags'] & ACK else 0
    tcp = struct.pack('!HHIIBBHHH', *ports, seq, ack, 5 << 4, fault['flags'], 1024, 0, 0)
    addresses = network[12:] if len(network) == 20 else network[8:]
    checksum = ones_complement(addresses + struct.pack('!HH', 6, len(tcp)) + tcp)
    tcp = tcp[:16] + struct.pack('!H', checksum) + tcp[18:]
    if len(network) == 40:
        return link + network[:4] + struct.pack('!H', len(tcp)) + network[6:] + tcp
    network = network[:2] + struct.pack('!H', 20 + len(tcp)) + network[4:10] + b'\0\0' + network[12:]
    return link + network[:10] + struct.pack('!H', ones_complement(network)) + network[12:] + tcp


def ones_complement(octets):
    """The checksum of IP and TCP."""
    total = sum(struct.unpack(f'!{len(octets) // 2}H', octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
