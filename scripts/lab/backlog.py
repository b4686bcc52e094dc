"""An accept queue that fills: a server that never accepts, and clients that come a millisecond apart.

Each side says when it is ready, and runs until its standard input ends.
"""
import argparse
import select
import socket
import sys
import time


def listen(address, port, backlog):
    listener = socket.create_server((address, port), backlog=backlog)
    print('ready', flush=True)
    sys.stdin.read()
    listener.close()


def connect(address, port, count):
    clients = [socket.socket() for _ in range(count)]
    for client in clients:
        client.setblocking(False)
        client.connect_ex((address, port))
        time.sleep(0.001)
    # Long enough for the first SYNs to be sent again.
    time.sleep(0.5)
    _, taken, _ = select.select([], clients, [], 0)
    print(f'ready: {len(taken)} of {count} are connected', flush=True)
    sys.stdin.read()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('side', choices=['listen', 'connect'])
    parser.add_argument('address')
    parser.add_argument('port', type=int)
    parser.add_argument('count', type=int, help='the backlog, or how many clients there are')
    asked = parser.parse_args()
    side = listen if asked.side == 'listen' else connect
    side(asked.address, asked.port, asked.count)


if __name__ == '__main__':
    main()
