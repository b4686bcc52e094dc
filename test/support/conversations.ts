/** Random conversations for property tests: when each end sends, closes or aborts. */
import fc from 'fast-check';
import type { Conversation } from './simulator.ts';

const time = (min: number, max: number) => fc.integer({ min: min * 1e3, max: max * 1e3 }).map((micros) => micros * 1e3);
const sometimes = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 3 });

const plan = fc.record({
  octets: fc.constantFrom(0, 1, 700, 3500),
  // Often at nearly the same time, so that FINs cross.
  closeAt: sometimes(fc.oneof(time(200, 1500), time(300, 320))),
  closeAfterPeer: sometimes(fc.oneof(fc.constant(0), time(1, 300))),
  abortAt: fc.oneof({ weight: 7, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: time(200, 1500) }),
});

/** Conversations in which so much is lost beyond the capture point; both ends are 1 to 30 ms from it. */
export const conversations = (loss: number): fc.Arbitrary<Conversation> =>
  fc.record({
    seed: fc.integer(),
    loss: fc.constant(loss),
    delay: fc.record({ client: time(1, 30), server: time(1, 30) }),
    iss: fc.record({
      client: fc.integer({ min: 0, max: 0xffffffff }),
      server: fc.integer({ min: 0, max: 0xffffffff }),
    }),
    plan: fc.record({ client: plan, server: plan }),
  });
