/** The interfaces that a capture describes, over all its files and sections. */
import type { CaptureInterface } from './packet-batch.ts';

/** More than these are no description but an attack. */
const MOST_INTERFACES = 65536;

export class Interfaces {
  readonly list: CaptureInterface[] = [];
  readonly #known = new Map<string, number>();

  /**
   * Index of an interface in the list, which grows by it if it is new, or -1 where the list is full. Rotated files
   * describe the same interfaces again, so equal ones are one; `seen` counts those of this file or section and keeps
   * apart what it describes twice.
   */
  add(linkType: number, name: string | null, snapLength: number, seen: Map<string, number>): number {
    const description = `${linkType}/${snapLength}/${name ?? ''}`;
    const before = seen.get(description) ?? 0;
    seen.set(description, before + 1);
    const key = `${before}/${description}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.list.length === MOST_INTERFACES) return -1;
    this.#known.set(key, this.list.length);
    return this.list.push({ linkType, name, snapLength, drops: { kernel: 0, interface: 0 } }) - 1;
  }
}
