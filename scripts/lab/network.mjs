/** Devices, addresses and cables of the labs' namespaces. */
import { join } from 'node:path';
import { said } from './namespace.mjs';

const beside = (name) => join(import.meta.dirname, name);

/**
 * A pair of devices, one in each of two namespaces. Without offload `there` does what a wire demands: one frame for each
 * segment, checksums finished.
 */
export function link(here, device, there, peer, { offload = false } = {}) {
  here.run('sysctl', '-qw', 'net.ipv6.conf.default.disable_ipv6=1');
  there.run('sysctl', '-qw', 'net.ipv6.conf.default.accept_dad=0', 'net.ipv6.conf.default.router_solicitations=0');
  here.run('ip', 'link', 'add', 'name', device, 'type', 'veth', 'peer', 'name', peer, 'netns', there.pid);
  here.run('ip', 'link', 'set', device, 'up');
  there.run('ip', 'link', 'set', peer, ...(offload ? [] : ['gso_max_segs', '1']), 'up');
  if (!offload) there.run('python3', beside('finish-checksums.py'), peer);
}

/** @param {readonly string[]} addresses with the length of their prefix, `192.0.2.1/24` */
export function settle(namespace, device, addresses) {
  for (const address of addresses) {
    namespace.run('ip', 'address', 'add', address, 'dev', device, ...(address.includes(':') ? ['nodad'] : []));
  }
}

/**
 * Lays a cable between two devices of a namespace.
 * @param {number} delay milliseconds
 * @param {{ vlans?: readonly [left: number, right: number], faults?: readonly object[] }} [options] tags of frames that leave by
 * either side (0: none), and what goes wrong (faults.py)
 * @returns {Promise<import('node:child_process').ChildProcess>} ends with its standard input
 */
export async function cable(namespace, left, right, delay, { vlans = [0, 0], faults = [] } = {}) {
  const words = [left, right, delay, ...vlans].map(String);
  const laid = namespace.start('python3', beside('cable.py'), ...words, '--faults', JSON.stringify(faults));
  await said(laid, /ready/);
  return laid;
}
