/** Why a recorder does not record, as a sentence of ours. */
import { TcpstateError } from '../../errors.ts';
import type { Recipe } from './recipe.ts';

/** @param reason what the recorder said, in libpcap's words or the shell's */
export function refused({ interface: name, filter }: Recipe, reason: string): TcpstateError {
  const cannot = `cannot capture on ${name}`;
  if (/permission|not permitted/i.test(reason)) {
    return new TcpstateError(
      'no-permission',
      `${cannot}: operation not permitted`,
      `sudo tcpstate watch ${name}; or: sudo tcpdump -i ${name} -U -w - tcp | tcpstate watch -; ` +
        'or give a private copy of node the right: sudo setcap cap_net_raw+ep ./node',
    );
  }
  if (/no such device|doesn't exist/i.test(reason)) {
    return new TcpstateError('not-found', `${cannot}: there is no such interface`, 'tcpstate interfaces lists them');
  }
  if (/not up|network is down/i.test(reason)) {
    return new TcpstateError('unavailable', `${cannot}: it is down`, `sudo ip link set ${name} up`);
  }
  const inFilter = /.*(?:filter expression: |bad filter: |(?=no VLAN support))(.*)/.exec(reason);
  if (inFilter !== null) return new TcpstateError('bad-option', `the filter '${filter}' is none: ${inFilter[1]}`);
  return new TcpstateError('unavailable', `${cannot}: ${reason || 'the recorder ended'}`);
}
