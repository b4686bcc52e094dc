/** A handshake whose third segment does not arrive. */
import { lose } from '../own-network.ts';
import type { Scene } from '../scene.ts';

export const synRcvd: Scene = {
  kind: 'syn-rcvd',
  summary: 'the third segment of the handshake is withheld (takes root)',
  plan: 'A client connects. Its ACK, the third segment of the handshake, is withheld from the server.',
  lesson:
    'The client is ESTABLISHED, the server still in SYN_RCVD, and it sends its SYN+ACK again. Without a loss this state lasts for one round trip, so it is hardly ever seen.',
  watched: 3.5,
  losesPackets: true,
  async server(stage) {
    const port = await stage.listen(() => {});
    lose(`tcp dport ${port} tcp flags & (fin | syn | rst | psh | ack) == ack`);
    return port;
  },
  async clients(stage, port) {
    await stage.connect(port);
    stage.remark('connect() of the client succeeds.');
  },
};
