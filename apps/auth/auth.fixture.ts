import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { makeFirstKey } from '#libs/accounts/signing-keys.js';
import type { LoggedIn } from '#libs/api/account.js';
import { loadConfig, type Config } from '#libs/config/config.js';
import { ClientAddressSigner } from '#libs/http/client-address.js';
import { createLogger } from '#libs/http/log.js';
import { openAuthDatabase } from '#libs/infra/open.js';
import { Metrics } from '#libs/metrics/metrics.js';

import { createAuth } from './create-auth.js';

const GATEWAY_SECRET = 'the secret of the auth fixture';

/** The headers of a request whose client has this address. */
export const from = (address: string) => new ClientAddressSigner(GATEWAY_SECRET).headers(address);

export const PASSWORD = 'seven green bicycles';

/** Generated once for all tests of a file, because it is the slowest step. */
let signingKey: ReturnType<typeof makeFirstKey> | undefined;

export interface Sent {
  body?: unknown;
  /** An opaque token, exchanged for an inner token as the gateway does. */
  as?: string;
  headers?: Record<string, string>;
}

export type AuthFixture = Awaited<ReturnType<typeof openAuth>>;

/** The auth service on SQLite in a folder of its own, called without a socket. For specs only. */
export async function openAuth(settings: Partial<Config> = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'shoebox-auth-'));
  const config = { ...loadConfig({ SHOEBOX_DATA_DIR: dataDir }), ...settings };
  const database = await openAuthDatabase(config);
  await database.signingKeys.findOrInsert(() => (signingKey ??= makeFirstKey()));
  const start = async () => {
    const started = await createAuth({
      config: { ...config, gatewaySecret: GATEWAY_SECRET },
      database,
      logger: createLogger('silent'),
      metrics: new Metrics(),
    });
    await started.init();
    await started.getHttpAdapter().getInstance().ready();
    return started;
  };
  let app = await start();

  const call = async (method: 'GET' | 'POST' | 'DELETE', url: string, { body, as, headers = {} }: Sent = {}) => {
    const bearer = as === undefined ? {} : { authorization: `Bearer ${await jwtOf(as)}` };
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const payload = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await app.inject({ method, url, payload, headers: { ...bearer, ...json, ...headers } });
    return { status: answer.statusCode, headers: answer.headers, body: answer.payload === '' ? undefined : answer.json() };
  };
  const exchange = (token: string, audience = 'auth') => call('POST', '/exchange', { body: { token, audience } });
  const jwtOf = async (token: string): Promise<string> => (await exchange(token)).body.jwt;
  const signUp = async (email = 'ada@example.org', password = PASSWORD): Promise<LoggedIn> =>
    (await call('POST', '/api/auth/signup', { body: { email, password } })).body;
  const logIn = (email: string, password: string, headers = {}) => call('POST', '/api/auth/login', { body: { email, password }, headers });
  const restart = async () => {
    await app.close();
    app = await start();
  };
  const close = async () => {
    await app.close();
    await database.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  const { users, sessions, accessTokens, invites, rateLimits } = database;
  return { database, users, sessions, accessTokens, invites, rateLimits, call, exchange, signUp, logIn, restart, close };
}
