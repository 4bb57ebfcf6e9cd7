import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { startNode } from './processes.mjs';

/** What `npm start` is: variables, then `exec node` and its arguments. */
const [variables, start] = JSON.parse(readFileSync('package.json', 'utf8')).scripts.start.split(' exec node ');
const START_ENV = Object.fromEntries(variables.split(' ').map((variable) => variable.split('=')));
const START = start.split(' ');
/** Milliseconds between two looks at the list. Each costs a millisecond of processor: with 20, some hundredths of two cores. */
const LOOK = 50;

/**
 * Starts a drive as people start it, on an empty folder or on that of an earlier one.
 * @param root the folder of the build; `env` has further variables, such as settings
 */
export async function startDrive(folder = mkdtempSync(join(tmpdir(), 'shoebox-bench-')), { root = '.', env: more = {} } = {}) {
  const env = { ...START_ENV, PORT: '0', SHOEBOX_DATA_DIR: folder, SHOEBOX_LOG_LEVEL: 'warn', ...more };
  const { pid, match, startMs, stop } = await startNode(START, { env, cwd: root, ready: /^Shoebox is ready: open (\S+)/ });
  const remove = async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: match[1], pid, folder, startMs, stop, remove };
}

/** Somebody new at the drive. */
export async function signUp(url) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const email = `bench-${randomBytes(6).toString('hex')}@example.org`;
  const body = Buffer.from(JSON.stringify({ email, password: randomBytes(12).toString('hex') }));
  const { json } = await send({
    method: 'POST',
    url: `${url}/api/auth/signup`,
    agent,
    headers: { 'content-type': 'application/json' },
    body,
  });
  return new Person(url, agent, json());
}

class Person {
  constructor(url, agent, { user, sessionToken }) {
    this.url = url;
    this.agent = agent;
    this.user = user;
    this.cookie = `shoebox_session=${sessionToken}`;
  }

  send(method, path, { body, type } = {}) {
    const headers = { cookie: this.cookie, ...(type && { 'content-type': type }) };
    return send({ method, url: this.url + path, agent: this.agent, headers, body });
  }

  /** Uploads one picture; `answered` and `sentAt` (its last byte was handed over) are milliseconds on this process's clock. */
  async upload(body) {
    const { status, json, sentAt } = await this.send('POST', '/api/images', { body, type: 'image/jpeg' });
    if (status !== 201) throw new Error(`an upload was answered with ${status}: ${JSON.stringify(json())}`);
    return { ...json(), sentAt };
  }

  /** Resolves when no picture is in the making any more. One call asks for all of them. */
  async allMade() {
    for (;;) {
      const { json } = await this.send('GET', '/api/images?state=processing&limit=1');
      if (json().items.length === 0) return;
      await wait(LOOK);
    }
  }

  close() {
    this.agent.destroy();
  }
}

function send({ method, url, agent, headers, body }) {
  return new Promise((resolve, reject) => {
    let sentAt = 0;
    const length = body ? { 'content-length': body.length } : {};
    const sending = request(url, { method, agent, headers: { ...headers, ...length } }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk)).on('error', reject);
      answer.on('end', () => {
        const bytes = Buffer.concat(chunks);
        resolve({ status: answer.statusCode, headers: answer.headers, bytes, json: () => JSON.parse(bytes.toString()), sentAt });
      });
    });
    sending.on('error', reject).on('finish', () => (sentAt = performance.now()));
    sending.end(body);
  });
}

/** Calls `work` with 0 to count - 1, so many at a time. */
export async function inParallel(count, atOnce, work) {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, lane));
}
