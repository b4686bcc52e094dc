/** A scenario as a capture file, for what reads files: Ethernet frames, from 2026-01-31 12:00:00 UTC on. */
import { type FilePacket, pcapFile } from './capture-files.ts';
import { parseScenario } from './scenario.ts';
import { frameOf, wirePackets } from './scenario-segments.ts';

const START = 1_769_860_800_000_000_000n;

/** The octets of the file; `text` is that of the scenario. */
export function captureOf(text: string): Uint8Array {
  const packets = wirePackets(parseScenario(text)).flatMap((wire): FilePacket[] =>
    wire === null ? [] : [{ time: START + BigInt(Math.round(wire.time)), frame: frameOf(wire) }],
  );
  return pcapFile(packets, { nanoseconds: true });
}
