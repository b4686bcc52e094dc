/**
 * A network namespace that lives exactly as long as this process: `cat` holds it, and `cat` ends when our end of its pipe
 * closes, however we ended. Nothing outside is ever changed, so there is nothing to clean up.
 */
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** ip, nft and tcpdump are where administrators keep their programs. */
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

export class Namespace {
  /** @type {import('node:child_process').ChildProcess} */
  #holder;

  /** @returns {Promise<Namespace>} rejects where this process may not make one: it takes root */
  static async open() {
    const namespace = new Namespace();
    namespace.#holder = spawn('unshare', ['--net', 'sh', '-c', 'echo up; exec cat'], {
      env,
    });
    await said(namespace.#holder, /up/);
    namespace.run('ip', 'link', 'set', 'lo', 'up');
    return namespace;
  }

  /** What `ip link set … netns` wants to hear. */
  get pid() {
    return String(this.#holder.pid);
  }

  /** The words that run a command inside. */
  #inside(words) {
    return ['nsenter', ['--target', this.pid, '--net', '--', ...words]];
  }

  /** Runs a command inside to its end. @returns {string} what it printed */
  run(...words) {
    return this.feed('', ...words);
  }

  /** The same with a text on its standard input. */
  feed(input, ...words) {
    return execFileSync(...this.#inside(words), { input, encoding: 'utf8', env, stdio: 'pipe' });
  }

  /** Starts a command inside. Its standard input stays open until we end it or die. */
  start(...words) {
    return spawn(...this.#inside(words), { env });
  }

  close() {
    this.#holder.stdin.end();
  }
}

const beside = (name) => join(import.meta.dirname, name);

/** Waits until a process has said something that matches, on stdout or stderr. */
export function said(child, pattern) {
  return new Promise((resolve, reject) => {
    let text = '';
    const listen = (chunk) => {
      text += chunk;
      if (!pattern.test(text)) return;
      // What it says from now on is not gathered: a long run says much.
      child.stdout.off('data', listen);
      child.stderr.off('data', listen);
      resolve(text);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('close', () => reject(new Error(`${child.spawnargs.join(' ')} ended: ${text}`)));
    child.once('error', reject);
  });
}

/** Lets a server and clients play scenes and waits until they are through; the function it returns lets them go. */
export async function play(client, server, casts) {
  const serving = server.start(process.execPath, beside('server.mjs'));
  await said(serving, /ready/);
  const playing = casts.map((words) => client.start(process.execPath, beside('client.mjs'), ...words));
  await Promise.all(playing.map((child) => said(child, /done/)));
  await wait(400);
  return () => {
    for (const child of [serving, ...playing]) child.stdin.end();
  };
}

/** What the kernels say of the sockets that are left, one line each: state, local address, peer address. */
export function sockets(...namespaces) {
  return namespaces
    .flatMap((namespace) => namespace.run('ss', '--tcp', '--all', '--numeric', '--no-header').trim().split('\n'))
    .map((line) =>
      line
        .trim()
        .replaceAll(/\[::ffff:([\d.]+)\]/g, '$1')
        .split(/\s+/),
    )
    .filter(([state]) => state !== '' && state !== 'LISTEN')
    .map(([state, , , local, peer]) => `${state} ${local} ${peer}`)
    .sort()
    .join('\n');
}
