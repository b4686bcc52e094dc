/** Ports of the servers, by what they do. */
export const PORTS: { readonly healthy: number; readonly forgets: number; readonly stopsReading: number };
/** Port of the one that never accepts. */
export const BLOCKED: number;
