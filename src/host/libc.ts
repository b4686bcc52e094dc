/** The few functions of the C library that reach the kernel's socket table and network namespaces. The only place that knows koffi. */
import type * as Koffi from 'koffi';

const AF_NETLINK = 16;
const SOCK_RAW_CLOEXEC = 0x80003;
const NETLINK_SOCK_DIAG = 4;
const CLONE_NEWNET = 0x40000000;

export interface Libc {
  /** Opens a netlink socket for socket diagnosis in the namespace that this thread is in; returns its descriptor. */
  openNetlink(): number;
  send(descriptor: number, message: Uint8Array): void;
  /** Waits for a message and returns how many octets of `into` it fills. */
  receive(descriptor: number, into: Uint8Array): number;
  close(descriptor: number): void;
  /** Moves this thread into the network namespace that the descriptor stands for. */
  enterNetwork(descriptor: number): void;
  /** Moves this thread into a new network namespace, which lasts as long as somebody is in it: this process, or one that it has started. */
  enterNewNetwork(): void;
}

/** Null where koffi is not installed, or does not run here. */
export async function openLibc(): Promise<Libc | null> {
  if (process.platform !== 'linux') return null;
  try {
    const { default: koffi } = await import('koffi');
    return bind(koffi);
  } catch {
    return null;
  }
}

function bind(koffi: typeof Koffi.default): Libc {
  // The program itself: Node is linked with the C library, whatever it is called here.
  const library = koffi.load(null);
  const socket = library.func('int socket(int domain, int type, int protocol)');
  const send = library.func('intptr_t send(int fd, const void *message, size_t length, int flags)');
  const recv = library.func('intptr_t recv(int fd, void *buffer, size_t length, int flags)');
  const close = library.func('int close(int fd)');
  const setns = library.func('int setns(int fd, int type)');
  const unshare = library.func('int unshare(int flags)');
  const checked = (what: string, result: unknown): number => {
    const number = Number(result);
    if (number < 0) throw new Error(`${what}: error ${koffi.errno()}`);
    return number;
  };
  return {
    openNetlink: () => checked('socket', socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_SOCK_DIAG)),
    send: (descriptor, message) => void checked('send', send(descriptor, message, message.length, 0)),
    receive: (descriptor, into) => checked('recv', recv(descriptor, into, into.length, 0)),
    close: (descriptor) => void close(descriptor),
    enterNetwork: (descriptor) => void checked('setns', setns(descriptor, CLONE_NEWNET)),
    enterNewNetwork: () => void checked('unshare', unshare(CLONE_NEWNET)),
  };
}
