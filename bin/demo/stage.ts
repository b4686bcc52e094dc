/** What the sockets of a scene are opened on: it knows all of them, and closes what is left. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { type AddressInfo, connect, createServer, type Server, type ServerOpts, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { TcpstateError } from '../../src/errors.ts';

const HOST = '127.0.0.1';

export class Stage {
  /** What the programs at both ends notice. */
  readonly remarks: string[] = [];
  readonly #signal: AbortSignal;
  readonly #servers: Server[] = [];
  readonly #sockets: Socket[] = [];
  readonly #children: ChildProcess[] = [];

  /** @param signal has all waiting end early */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  remark(text: string): void {
    this.remarks.push(text);
  }

  async pause(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, { signal: this.#signal }).catch(() => {});
  }

  /** Has a server in this process listen, and returns its port. */
  async listen(accept: (socket: Socket) => void, options: ServerOpts = {}): Promise<number> {
    const server = createServer(options, (socket) => accept(this.#known(socket)));
    this.#servers.push(server);
    server.listen(0, HOST);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  /** A port at which nobody listens. */
  async freePort(): Promise<number> {
    const server = createServer().listen(0, HOST);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    return port;
  }

  /** Starts to open a connection. */
  dial(port: number): Socket {
    return this.#known(connect({ host: HOST, port, allowHalfOpen: true }));
  }

  /** Opens a connection. */
  async connect(port: number): Promise<Socket> {
    const socket = this.dial(port);
    await once(socket, 'connect');
    return socket;
  }

  /** Has a server that never accepts listen, in a process of its own, and returns its port. However we end, it ends, too: with its standard input. */
  async listenBlocked(backlog: number): Promise<number> {
    const child = spawn(process.execPath, [blockedServer(), HOST, String(backlog)], {
      stdio: ['pipe', 'pipe', 'ignore'],
      // Its own group: Ctrl-C is for us, who still look at its sockets.
      detached: true,
    });
    this.#children.push(child);
    child.stdin.on('error', () => {});
    const failed = once(child, 'close').then(() => {
      throw new TcpstateError('unavailable', 'the server, a process of its own, did not start');
    });
    const [port] = await Promise.race([once(child.stdout, 'data'), failed]);
    return Number(port);
  }

  /** Waits until the processes have ended. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    for (const server of this.#servers) server.close();
    const running = this.#children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    const ended = running.map((child) => once(child, 'exit'));
    for (const child of running) child.kill('SIGKILL');
    await Promise.all(ended);
  }

  #known(socket: Socket): Socket {
    this.#sockets.push(socket);
    return socket.on('error', () => {});
  }
}

function blockedServer(): string {
  const { resolve } = createRequire(import.meta.url);
  return join(dirname(resolve('tcpstate/package.json')), 'dist', 'bin', 'blocked-server.js');
}
