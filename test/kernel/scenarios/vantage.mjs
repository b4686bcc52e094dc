/** Captures that do not show everything, or show it in another shape. */
import { ANSWER_AND_CLOSE, clientCloses, serverCloses } from './words.mjs';

/** @type {readonly import('../scenarios.mjs').Scenario[]} */
export const VANTAGE = [
  {
    name: 'late-established',
    doc: 'Further captures begin when the connections are open: client closes, server closes, reset, one that stays.',
    late: 300,
    talks: [
      {
        client: 'connect, send 100, read 200, wait 600, send 100, read 200, close',
        server: 'read 100, send 200, read 100, send 200, eof, close',
      },
      {
        client: 'connect, send 100, read 200, wait 600, send 100, eof, close',
        server: 'read 100, send 200, read 100, send 200, close',
      },
      {
        client: 'connect, send 100, read 200, wait 600, send 100, wait 100, abort',
        server: 'read 100, send 200, eof, close',
      },
      {
        client: 'connect, send 100, read 200, wait 600, send 100, read 200',
        server: 'read 100, send 200, read 100, send 200',
      },
    ],
  },
  {
    name: 'late-close-wait',
    unknowable: 'the first FIN was before the capture',
    doc: 'Further captures begin behind the first FIN.',
    late: 300,
    talks: [{ client: 'connect, eof, wait 500, send 3000, close', server: 'send 100, shut, eof, close' }],
  },
  {
    name: 'one-way',
    unknowable: 'one direction shows the other by its ACK numbers only',
    doc: 'Further captures hold one direction each.',
    oneWay: true,
    talks: [clientCloses, serverCloses, { client: 'connect, send 100, read 200, abort', server: ANSWER_AND_CLOSE }],
  },
  {
    name: 'any-device',
    doc: 'Further captures are made with -i any: at the client, and in the middle, where every packet shows twice, as it comes and as it goes.',
    any: true,
    talks: [clientCloses, serverCloses, { client: 'connect, send 100, read 200, abort', server: ANSWER_AND_CLOSE }],
  },
  {
    name: 'super-frames',
    site: 'offload',
    doc: 'Segmentation and checksums are left to the devices: frames of up to 64 KiB.',
    talks: [{ client: 'connect, send 300000, read 200, close', server: 'read 300000, send 200, eof, close' }],
  },
];
