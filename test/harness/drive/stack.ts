import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { AppName } from '#libs/config/deployment.js';

import { App, type AppOptions } from './app.js';
import { freePort } from '../servers/free-port.js';
import { openStores, type ServerUrls, type Stores } from '../servers/stores.js';
import { until } from '../http/until.js';

export interface StackOptions {
  /** How many of each; one unless said. */
  count?: Partial<Record<AppName, number>>;
  /** For every app. */
  env?: Record<string, string>;
  /** True: pictures lie in one folder that media and worker see, instead of a bucket. */
  files?: boolean;
  /** A folder with the build of another version, which every second app of a service runs. */
  other?: string;
}

/** What the gateways of every stack sign with. */
export const GATEWAY_SECRET = 'what-the-gateways-of-a-test-sign-with';

/**
 * The built drive in processes of their own, any number of each, on real servers. The gateway finds the others under `auth.test` and
 * `media.test`, which stand for as many addresses as there are replicas.
 */
export class Stack {
  readonly apps: Record<AppName, App[]> = { gateway: [], auth: [], media: [], worker: [] };
  /** Where auth and media listen, as others must know beforehand. */
  private readonly ports: Partial<Record<AppName, number>> = {};
  private readonly hosts: string;

  private constructor(
    readonly stores: Stores,
    private readonly options: StackOptions,
  ) {
    this.hosts = join(stores.folder, 'hosts.json');
  }

  /** Its stores, and names that stand for nobody yet. */
  static async prepare(urls: ServerUrls, options: StackOptions = {}): Promise<Stack> {
    const stack = new Stack(await openStores(urls), options);
    for (const name of ['auth', 'media'] as const) stack.ports[name] = await freePort();
    stack.publish();
    return stack;
  }

  /** Starts it, and waits until it is ready for work. */
  static async start(urls: ServerUrls, options: StackOptions = {}): Promise<Stack> {
    const stack = await Stack.prepare(urls, options);
    const names = (['auth', 'media', 'worker', 'gateway'] as const).flatMap((name) =>
      Array.from({ length: options.count?.[name] ?? 1 }, () => name),
    );
    try {
      await Promise.all(names.map((name) => stack.add(name)));
      await stack.ready();
    } catch (error) {
      await stack.close();
      throw error;
    }
    return stack;
  }

  /** The address of the first gateway. */
  get url(): string {
    return this.urls[0]!;
  }

  /** Where it keeps its objects. */
  get storageUrl(): string {
    return this.options.files ? `file:${join(this.stores.folder, 'objects')}` : this.stores.env.SHOEBOX_STORAGE_URL;
  }

  /** The addresses of all gateways. */
  urls: string[] = [];

  /** One more of them, with settings of its own. */
  async add(name: AppName, env: Record<string, string> = {}): Promise<App> {
    // Not one of those that the system gives away: it must be free when a gateway that ended is begun again.
    const outside: Record<string, string> = name === 'gateway' ? { PORT: String(await freePort()) } : {};
    const host = `127.0.0.${this.apps[name].length + 1}`;
    const port = String(this.ports[name] ?? 0);
    const { other } = this.options;
    const own = { SHOEBOX_HOST: host, SHOEBOX_INTERNAL_PORT: port, ...outside };
    const options = { hosts: this.hosts, env: { ...this.env(name), ...own, ...env } };
    const app = new App(name, other && this.apps[name].length % 2 === 1 ? { ...options, root: other } : options);
    this.apps[name].push(app);
    const taken = await app.port;
    if (name === 'gateway') this.urls.push(`http://${host}:${taken}`);
    this.publish();
    return app;
  }

  /** The same app once more in its place, after it ended; with other options where they are given. */
  async again(app: App, options: AppOptions = app.options): Promise<App> {
    const port = String(await app.port);
    // Nobody knows the port of a worker, and another process may have taken it meanwhile.
    const place = { gateway: 'PORT', auth: 'SHOEBOX_INTERNAL_PORT', media: 'SHOEBOX_INTERNAL_PORT', worker: null }[app.name];
    const next = new App(app.name, { ...options, env: { ...options.env, ...(place && { [place]: port }) } });
    this.apps[app.name][this.apps[app.name].indexOf(app)] = next;
    await next.port;
    return next;
  }

  /** Resolves when every gateway says that all it needs is there. */
  async ready(): Promise<void> {
    await Promise.all(
      this.urls.map((url) => until(async () => ((await fetch(`${url}/health/ready`).catch(() => null))?.ok ? true : null), 60_000)),
    );
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.apps).flatMap((list) => list.map((app) => app.stop('SIGKILL'))));
    await this.stores.remove();
  }

  private env(name: AppName): Record<string, string> {
    const { env, folder } = this.stores;
    const own: Record<string, string> = { ...env, SHOEBOX_DATA_DIR: join(folder, `${name}-${this.apps[name].length}`) };
    own['SHOEBOX_STORAGE_URL'] = this.storageUrl;
    own['SHOEBOX_GATEWAY_SECRET'] = GATEWAY_SECRET;
    for (const to of ['auth', 'media'] as const) own[`SHOEBOX_${to.toUpperCase()}_URL`] = `http://${to}.test:${this.ports[to]}`;
    return { ...own, ...this.options.env };
  }

  /** Resolves the names to these addresses from now on. */
  private publish(): void {
    const addresses = (name: AppName) => this.apps[name].map((_, index) => `127.0.0.${index + 1}`);
    // In one step, and by nobody else in between: the apps may look at any time.
    writeFileSync(`${this.hosts}.new`, JSON.stringify({ 'auth.test': addresses('auth'), 'media.test': addresses('media') }));
    renameSync(`${this.hosts}.new`, this.hosts);
  }
}
