/** Programs that write down what passes, until they are told to stop or this process ends. */
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { said } from '../../scripts/lab/namespace.mjs';

/** Ends the recorder with its standard input, which ends with us. */
const BOUND = '"$@" & cat > /dev/null; kill -INT $!; wait $!';

/**
 * @param {import('../../scripts/lab/namespace.mjs').Namespace} namespace
 * @param {readonly string[]} words a command
 * @param {RegExp} ready what it says when it records
 * @returns {Promise<() => Promise<number>>} ends the recording; the seconds since the epoch when that was
 */
async function record(namespace, words, ready) {
  const recorder = namespace.start('sh', '-c', BOUND, 'sh', ...words);
  const ended = once(recorder, 'close');
  await said(recorder, ready);
  return async () => {
    const stopped = Date.now() / 1000;
    recorder.stdin.end();
    await ended;
    return stopped;
  };
}

/** Captures TCP on a device. A short -s leaves --immediate-mode room for thousands of packets. */
export function capture(namespace, device, file, filter = 'tcp') {
  const words = [
    '-Z',
    'root',
    '--immediate-mode',
    '-U',
    '-n',
    '-s',
    '160',
    '-B',
    '32768',
    '-i',
    device,
    '-w',
    file,
    filter,
  ];
  return record(namespace, ['tcpdump', ...words], /listening on/);
}

/** Writes down what nf_conntrack says. */
export async function conntrack(namespace, file) {
  const stop = await record(
    namespace,
    ['sh', '-c', 'echo recording >&2; exec conntrack -E -o timestamp -p tcp > "$0"', file],
    /recording/,
  );
  // It does not say when it listens.
  await wait(300);
  return stop;
}
