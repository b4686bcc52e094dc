/** Plays a scene: makes the fault, looks at it as an engineer would, and leaves nothing behind. */
import { TcpstateError } from '../../src/errors.ts';
import { namespaces } from '../../src/host/namespaces.ts';
import type { HostSocket } from '../../src/host/socket.ts';
import { findingsOf, lookTwice } from '../host-looks.ts';
import { Interruption } from '../interruption.ts';
import { tableStyle } from '../table-style.ts';
import { Commentary } from './commentary.ts';
import { listenTo } from './listening.ts';
import { enterOwnNetwork } from './own-network.ts';
import type { Scene } from './scene.ts';
import { Stage } from './stage.ts';

/** Milliseconds after which the last ACKs have come, delayed ones too. */
const SETTLED = 200;

/**
 * Plays the scene and tells it on standard output. Ctrl-C ends the waiting: what there is by then is shown.
 *
 * @throws TcpstateError where it takes rights or programs that there are not
 */
export async function playScene(scene: Scene, color: boolean | undefined): Promise<void> {
  const commentary = new Commentary(
    await tableStyle({ ...(color !== undefined && { color }), header: true, names: 'rfc' }),
  );
  if (scene.losesPackets) await enterOwnNetwork(scene.kind);
  commentary.plan(scene);
  const interruption = new Interruption();
  const stage = new Stage(interruption.signal);
  try {
    const port = await scene.server(stage);
    const listening = await listenTo(port).catch(refusal);
    await scene.clients(stage, port);
    await stage.pause(SETTLED);
    commentary.remarks(stage.remarks);
    const { view } = await lookTwice({
      meanwhile: () => stage.pause(scene.watched * 1e3),
      epochOf: () => Math.floor(Date.now() / 1e3),
      among: isSocketOf(port),
    });
    commentary.sockets(view.sockets, port, findingsOf(view));
    if (listening instanceof TcpstateError) commentary.noPackets(listening, scene);
    else commentary.packets(await listening());
    commentary.lesson(scene);
  } finally {
    await stage.close();
    interruption.end();
  }
}

/** Packets are shown where they can be captured; the scene is worth a look without them, too. */
function refusal(error: unknown): TcpstateError {
  if (error instanceof TcpstateError) return error;
  throw error;
}

/** Of this network namespace alone: the same port may be in use in another. */
function isSocketOf(port: number): (socket: HostSocket) => boolean {
  const own = namespaces()[0]!.id;
  return ({ namespace, port: local, peerPort }) => namespace === own && (local === port || peerPort === port);
}
