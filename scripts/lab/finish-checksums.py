"""Turns checksum offload off for devices, as on a real wire: finish-checksums.py DEVICE …"""
import array
import fcntl
import socket
import struct
import sys

SIOCETHTOOL, ETHTOOL_STXCSUM = 0x8946, 0x17

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as anything:
    for device in sys.argv[1:]:
        value = array.array('B', struct.pack('II', ETHTOOL_STXCSUM, 0))
        fcntl.ioctl(anything, SIOCETHTOOL, struct.pack('16sP', device.encode(), value.buffer_info()[0]))
