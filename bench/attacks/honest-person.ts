import { setTimeout as wait } from 'node:timers/promises';

import { Client, PASSWORD } from '../../test/harness/http/client.js';
import { distinctJpeg } from '../../test/harness/images/distinct.js';

export const WORK = ['page', 'upload', 'log-in'] as const;
export type Times = Record<(typeof WORK)[number], number[]>;

/** Pages for one upload and one log-in. */
const PAGES = 4;
/** An account may log in sixty times in a quarter of an hour, so that one would not do. */
const ACCOUNTS = 60;
/** Milliseconds that a person waits between two things. */
const PAUSE = 20;

/** Somebody who looks at pages, uploads photos and logs in, one thing after the other. */
export class HonestPerson {
  private readonly clients: Promise<Client[]>;
  private logIns = 0;

  constructor(
    url: string,
    private readonly photo: Buffer,
  ) {
    this.clients = signUp(url);
  }

  /**
   * @param ms for how long at least
   * @returns the milliseconds that each thing took until it was answered
   * @throws Error when one of them is refused
   */
  async work(ms: number): Promise<Times> {
    const clients = await this.clients;
    const client = clients[0]!;
    const { name } = client.user;
    const logIn = () => {
      const { email } = clients[this.logIns++ % ACCOUNTS]!.user;
      return client.json('POST', '/api/auth/login', { email, password: PASSWORD });
    };
    const times: Times = { page: [], upload: [], 'log-in': [] };
    const take = async (what: keyof Times, doing: () => Promise<unknown>) => {
      const begun = performance.now();
      await doing();
      times[what].push(performance.now() - begun);
      await wait(PAUSE);
    };
    const end = performance.now() + ms;
    while (performance.now() < end) {
      for (let page = 0; page < PAGES; page++) await take('page', () => client.get(`/${name}/list/20/`));
      await take('upload', () => client.upload(distinctJpeg(this.photo)));
      await take('log-in', logIn);
    }
    return times;
  }
}

/** One after the other: those of one address may not all wait for their hashes at the same time. */
async function signUp(url: string): Promise<Client[]> {
  const clients: Client[] = [];
  while (clients.length < ACCOUNTS) clients.push(await Client.signUp(url));
  return clients;
}
