/** Packets with no link header. */
import { IP, IPV4, IPV6 } from '../next.ts';

export function rawIp(): number {
  return IP;
}

export function rawIp4(): number {
  return IPV4;
}

export function rawIp6(): number {
  return IPV6;
}
