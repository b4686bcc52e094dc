/** Nobody listens. */
import type { Scene } from '../scene.ts';

export const refused: Scene = {
  kind: 'refused',
  summary: 'a port at which nobody listens',
  plan: 'A client connects to a port at which nobody listens.',
  lesson:
    'The kernel answers the SYN by RST, and no socket is left at either end: only packets and the error of connect() tell it.',
  watched: 0.5,
  server: (stage) => stage.freePort(),
  async clients(stage, port) {
    const failed = new Promise<string>((resolve) =>
      stage.dial(port).once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message)),
    );
    stage.remark(`connect() of the client fails: ${await failed}.`);
  },
};
