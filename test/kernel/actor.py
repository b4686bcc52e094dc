"""One host's sockets, as told: actor.py PARTS, where PARTS is a file of JSON (cast.mjs writes it)

    begin    seconds since the epoch from which times count
    patience seconds after which nobody waits for anything any more
    listen   [{address, port, backlog?, acceptAfter?, rcvbuf?, deferAccept?, fastOpen?}] where to take connections
    roles    [{at?, local: [address, port], peer: [address, port], words}] who does what, and when (ms)

A role is a row of words with numbers (ms, octets), such as `connect, send 300, eof, close`; without a time it is played by
who is accepted from that peer. What goes wrong does not end a role. Says `ready`, then `done` when every role with a time
is through, and ends with its standard input: until then what roles leave open stays open.
"""
import json
import socket
import struct
import sys
import threading
import time

TCP_FASTOPEN, MSG_FASTOPEN = 23, 0x20000000
TCP_REPAIR, TCP_REPAIR_QUEUE, TCP_QUEUE_SEQ, TCP_SEND_QUEUE = 19, 20, 21, 2
# Sockets that roles leave open must not be collected.
LEFT_OPEN = []


class Player:
    """Somebody with a socket who does what the words say."""

    def __init__(self, role, patience, accepted=None):
        self.role, self.patience = role, patience
        self.socket = accepted
        self.options = []
        if accepted is None:
            self.open()
        else:
            accepted.settimeout(patience)

    def play(self):
        for word in self.role['words'].split(','):
            name, *numbers = word.split()
            try:
                getattr(self, name.replace('-', '_'))(*map(int, numbers))
            except OSError:
                # A reset, a refusal, no patience any more: what a role is for. It goes on, as programs do.
                pass
        LEFT_OPEN.append(self.socket)

    def open(self):
        family = socket.AF_INET6 if ':' in self.role['local'][0] else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        self.socket.settimeout(self.patience)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(tuple(self.role['local']))

    # Opening

    def connect(self):
        self.socket.connect(tuple(self.role['peer']))

    def start_connecting(self):
        """Does not wait for the answer."""
        self.socket.setblocking(False)
        try:
            self.connect()
        except BlockingIOError:
            pass

    def fast_open(self, octets):
        self.socket.sendto(bytes(octets), MSG_FASTOPEN, tuple(self.role['peer']))

    def again(self):
        """A new socket at the same address."""
        self.open()

    # Talking

    def send(self, octets):
        self.socket.sendall(bytes(octets))

    def read(self, octets):
        while octets > 0:
            octets -= len(self.socket.recv(octets)) or octets

    def eof(self):
        while self.socket.recv(65536):
            pass

    def wait(self, ms):
        time.sleep(ms / 1000)

    # Closing

    def shut(self):
        self.socket.shutdown(socket.SHUT_WR)

    def close(self):
        self.socket.close()

    def abort(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        self.socket.close()

    def vanish(self):
        """Goes without a word, as a host that loses its power does."""
        self.socket.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 1)
        self.socket.close()

    # Options

    def keep_alive(self, idle, interval, count):
        """Seconds, seconds, probes."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, idle)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, interval)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, count)

    def user_timeout(self, ms):
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, ms)

    def cork(self):
        """Holds back what does not fill a segment, so that the FIN goes with it."""
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)

    def linger2(self, seconds):
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_LINGER2, seconds)

    def syns(self, count):
        """How often a SYN is repeated."""
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_SYNCNT, count)

    def isn(self, number):
        """The initial sequence number, which only a socket in repair may choose."""
        self.socket.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 1)
        self.socket.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR_QUEUE, TCP_SEND_QUEUE)
        self.socket.setsockopt(socket.IPPROTO_TCP, TCP_QUEUE_SEQ, struct.pack('I', number))
        self.socket.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 0)


def listener(asked):
    family = socket.AF_INET6 if ':' in asked['address'] else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if 'rcvbuf' in asked:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, asked['rcvbuf'])
    if 'deferAccept' in asked:
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, asked['deferAccept'])
    if asked.get('fastOpen'):
        listening.setsockopt(socket.IPPROTO_TCP, TCP_FASTOPEN, 16)
    listening.bind((asked['address'], asked['port']))
    listening.listen(asked.get('backlog', 256))
    return listening


def main():
    with open(sys.argv[1], encoding='utf8') as file:
        parts = json.load(file)
    begin, patience = parts['begin'], parts['patience']
    passive = {}
    for role in parts['roles']:
        if 'at' not in role:
            passive[(role['local'][1], tuple(role['peer']))] = role

    def start(what, *words):
        thread = threading.Thread(target=what, args=words, daemon=True)
        thread.start()
        return thread

    def take(listening, asked):
        time.sleep(max(0, begin + asked.get('acceptAfter', 0) / 1000 - time.time()))
        while True:
            accepted, peer = listening.accept()
            role = passive.get((asked['port'], peer[:2]))
            start(Player(role, patience, accepted).play)

    def enter(role):
        Player(role, patience).play()

    for asked in parts['listen']:
        start(take, listener(asked), asked)
    print('ready', flush=True)
    active = []
    for role in sorted((role for role in parts['roles'] if 'at' in role), key=lambda role: role['at']):
        time.sleep(max(0, begin + role['at'] / 1000 - time.time()))
        active.append(start(enter, role))
    for thread in active:
        thread.join(patience)
    print('done', flush=True)
    sys.stdin.read()


if __name__ == '__main__':
    main()
