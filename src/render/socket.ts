/** A socket as people write it. */

/** `10.0.0.5:443`, `[2001:db8::5]:443`. */
export function formatSocket({ address, port }: { readonly address: string; readonly port: number }): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
