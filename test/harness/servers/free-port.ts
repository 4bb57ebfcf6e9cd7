import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/**
 * A port that nobody listens on right now; replicas share it, each at an address of its own. Below those that the system gives to whoever
 * asks for any, so that none is given away before it is used.
 */
export async function freePort(): Promise<number> {
  const server = createServer();
  try {
    await once(server.listen(randomInt(10_000, 30_000), '127.0.0.1'), 'listening');
  } catch {
    return freePort();
  }
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
