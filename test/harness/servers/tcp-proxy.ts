import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to a server that can be cut, or hang as if the server stood still. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private hanging = false;
  private slowed = { delay: 0, what: '' };
  private port = 0;
  private server: Server | undefined;

  private constructor(
    private readonly target: { host: string; port: number },
    /** Hears what clients send. */
    private readonly hear: (connection: Socket, bytes: Buffer) => void,
  ) {}

  /** Reachable from the beginning. */
  static async open(targetUrl: string, hear: (connection: Socket, bytes: Buffer) => void = () => undefined): Promise<TcpProxy> {
    const { hostname, port } = new URL(targetUrl);
    const proxy = new TcpProxy({ host: hostname, port: Number(port) }, hear);
    await proxy.restore();
    return proxy;
  }

  /** Always the same, also while it is cut. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Sockets that are open, two for each connection. */
  get open(): number {
    return this.sockets.size;
  }

  /** Ends every connection and refuses new ones. */
  async cut(): Promise<void> {
    const closed = this.server && once(this.server, 'close');
    this.server?.close();
    this.server = undefined;
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  async restore(): Promise<void> {
    if (this.server) return;
    this.server = createServer({ pauseOnConnect: true }, (client) => this.join(client)).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Goes on taking connections, and moves no byte. */
  hang(): void {
    this.hanging = true;
    for (const socket of this.sockets) socket.pause();
  }

  /** What waited arrives. */
  goOn(): void {
    this.hanging = false;
    for (const socket of this.sockets) socket.resume();
  }

  /** From now on requests in which this stands take so many milliseconds longer. */
  slow(what: string, delay: number): void {
    this.slowed = { delay, what };
  }

  private join(client: Socket): void {
    const server = connect({ ...this.target, noDelay: true });
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(from);
      from.on('data', (bytes) => {
        if (from === client) this.hear(client, bytes);
        const { delay, what } = this.slowed;
        if (delay > 0 && from === client && bytes.includes(what)) setTimeout(() => to.write(bytes), delay);
        else to.write(bytes);
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
      if (!this.hanging) from.resume();
    }
  }
}
