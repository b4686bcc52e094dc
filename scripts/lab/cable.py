"""A cable between two network devices that takes its time: cable.py LEFT RIGHT DELAY_MS [LEFT_VLAN [RIGHT_VLAN]]

Frames that leave by a side with a VLAN id get its 802.1Q tag (0: none); the kernel takes tags off again on arrival.
Says `ready`, and runs until its standard input ends.
"""
import heapq
import select
import socket
import struct
import sys
import time

ETH_P_ALL, ETH_P_8021Q, PACKET_OUTGOING = 3, 0x8100, 4


def plug(device):
    """A raw socket on a device."""
    plugged = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    plugged.bind((device, 0))
    plugged.setblocking(False)
    return plugged


def tagged(frame, vlan):
    return frame[:12] + struct.pack('!HH', ETH_P_8021Q, vlan) + frame[12:] if vlan else frame


def main():
    left, right = plug(sys.argv[1]), plug(sys.argv[2])
    delay = float(sys.argv[3]) / 1000
    left_vlan, right_vlan = (int(word) for word in (sys.argv[4:] + ['0', '0'])[:2])
    way = {left: (right, right_vlan), right: (left, left_vlan)}
    under_way, count = [], 0
    print('ready', flush=True)
    while True:
        patience = max(0, under_way[0][0] - time.monotonic()) if under_way else None
        for source in select.select([left, right, sys.stdin], [], [], patience)[0]:
            if source is sys.stdin:
                return
            try:
                frame, origin = source.recvfrom(65536)
            except BlockingIOError:
                continue
            if origin[2] != PACKET_OUTGOING:
                target, vlan = way[source]
                count += 1
                heapq.heappush(under_way, (time.monotonic() + delay, count, target, tagged(frame, vlan)))
        while under_way and under_way[0][0] <= time.monotonic():
            _, _, target, frame = heapq.heappop(under_way)
            target.send(frame)


if __name__ == '__main__':
    main()
