"""A cable between two network devices that takes its time, and on which things may go wrong.

Frames that leave by a side with a VLAN id get its 802.1Q tag (0: none); the kernel takes tags off again on arrival.
Says `ready`, and runs until its standard input ends.
"""
import argparse
import heapq
import json
import select
import socket
import struct
import sys
import time

from faults import Faults

ETH_P_ALL, ETH_P_8021Q, PACKET_OUTGOING = 3, 0x8100, 4
SOL_PACKET, PACKET_VNET_HDR = 263, 15
# What a device has left to do to a frame (checksum, segmentation) comes before the frame, and is handed on with it.
VNET_HDR_OCTETS = 10
SO_RCVBUFFORCE = 33


def plug(device):
    """A raw socket on a device."""
    plugged = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    plugged.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
    plugged.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 16 << 20)
    plugged.bind((device, 0))
    plugged.setblocking(False)
    return plugged


def tagged(frame, vlan):
    return frame[:12] + struct.pack('!HH', ETH_P_8021Q, vlan) + frame[12:] if vlan else frame


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('left', help='device')
    parser.add_argument('right', help='device')
    parser.add_argument('delay', type=float, help='milliseconds')
    parser.add_argument('vlans', type=int, nargs='*', default=[0, 0], help='tags of frames that leave by the left, by the right')
    parser.add_argument('--faults', type=json.loads, default=[], help='what goes wrong: JSON, see faults.py')
    return parser.parse_args()


def main():
    asked = arguments()
    left, right = plug(asked.left), plug(asked.right)
    ends = {'left': (left, asked.vlans[0]), 'right': (right, asked.vlans[1])}
    delay, faults = asked.delay / 1000, Faults(asked.faults)
    print('ready', flush=True)
    under_way, count = [], 0
    while True:
        patience = max(0, under_way[0][0] - time.monotonic()) if under_way else None
        for source in select.select([left, right, sys.stdin], [], [], patience)[0]:
            if source is sys.stdin:
                return
            try:
                data, origin = source.recvfrom(VNET_HDR_OCTETS + 65550)
            except BlockingIOError:
                continue
            if origin[2] == PACKET_OUTGOING:
                continue
            now = time.monotonic()
            header, frame = data[:VNET_HDR_OCTETS], data[VNET_HDR_OCTETS:]
            for later, end, unfinished, copy in faults.deliveries(now, 'left' if source is left else 'right', frame):
                target, vlan = ends[end]
                count += 1
                whole = (header if unfinished else bytes(VNET_HDR_OCTETS)) + tagged(copy, vlan)
                heapq.heappush(under_way, (now + delay + later, count, target, whole))
        while under_way and under_way[0][0] <= time.monotonic():
            _, _, target, whole = heapq.heappop(under_way)
            target.send(whole)


if __name__ == '__main__':
    main()
