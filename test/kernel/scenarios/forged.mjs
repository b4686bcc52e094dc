/** Segments that their apparent sender has not sent. */
import { ACK, forge, quiet, RST, SYN } from './words.mjs';

/** @type {readonly import('../scenarios.mjs').Scenario[]} */
export const FORGED = [
  {
    name: 'rst-in-window',
    doc: 'A forged RST in the window, but not exact: challenge ACK; toward the server; toward the client.',
    talks: [quiet, quiet],
    faults: [forge(RST, 'server', 1000, { talk: 0 }), forge(RST, 'client', 1000, { talk: 1 })],
  },
  {
    name: 'rst-out-of-window',
    doc: 'A forged RST far outside the window, toward either.',
    talks: [quiet, quiet],
    faults: [forge(RST, 'server', 50e6, { talk: 0 }), forge(RST, 'client', -50e6, { talk: 1 })],
  },
  {
    name: 'rst-exact',
    doc: 'A forged RST, exact: one side dies of it, and answers the other with RST.',
    talks: [quiet],
    faults: [forge(RST, 'client', 0)],
  },
  {
    name: 'syn-blind',
    doc: 'A forged SYN into ESTABLISHED: challenge ACK.',
    talks: [quiet, quiet],
    faults: [forge(SYN, 'server', 5000, { talk: 0 }), forge(SYN, 'server', -90e6, { talk: 1 })],
  },
  {
    name: 'ack-blind',
    doc: 'Forged ACKs, far from what was sent.',
    talks: [quiet, quiet],
    faults: [forge(ACK, 'server', 80e6, { talk: 0 }), forge(ACK, 'client', -80e6, { talk: 1 })],
  },
];
