/** What is used of the package `cap`, which brings no types. */
declare module 'cap' {
  export class Cap {
    /** @returns the name of the link type; throws libpcap's message */
    open(device: string, filter: string, bufferSize: number, packet: Buffer): string;
    on(event: 'packet', listener: (octets: number, truncated: boolean) => void): this;
  }
  const cap: { readonly Cap: typeof Cap };
  export default cap;
}
