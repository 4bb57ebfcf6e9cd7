import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { JwtService, type JwtSignOptions } from '@nestjs/jwt';
import { pino } from 'pino';

import { loadConfig } from '#libs/config/config.js';
import { ClientAddressSigner } from '#libs/http/client-address.js';
import { ISSUER, TOKEN_TYPE } from '#libs/http/identity.js';
import { driveMismatch } from '#libs/domain/drive/drive-id.js';
import { ChildDecoder } from '#libs/imaging/decoder/child-decoder.js';
import { openMediaDatabase, openObjectStore, openQueue } from '#libs/infra/open.js';
import { Metrics } from '#libs/metrics/metrics.js';

import { createMedia } from '../create-media.js';
import type { MediaResources } from '../resources/media-resources.js';

const KID = 'test-key';
const GATEWAY_SECRET = 'the secret of the media fixture';

/** A media service on the embedded adapters, in a folder of its own, with an auth that publishes one key. */
export type TestMedia = Awaited<ReturnType<typeof openMedia>>;

export async function openMedia(env: Record<string, string> = {}, replaced: Partial<MediaResources> = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'shoebox-media-'));
  const config = loadConfig({ SHOEBOX_DATA_DIR: dataDir, ...env });
  const auth = await openAuth();
  const logger = pino({ level: 'silent' });
  const [database, objects, queue] = await Promise.all([
    openMediaDatabase(config),
    openObjectStore(config),
    openQueue(config, () => undefined),
  ]);
  const decoder = new ChildDecoder({
    children: 1,
    folder: config.tmpDir,
    format: 'jpeg',
    maxPixels: config.maxPixels,
    maxJpegPixels: 256e6,
    maxSide: config.maxSide,
  });
  const resources = { database, objects, queue, decoder, logger, metrics: new Metrics(), ...replaced };
  const app = await createMedia({ ...resources, config: { ...config, authUrl: auth.url, gatewaySecret: GATEWAY_SECRET } });
  // As the launcher does: an empty database and an empty store are one drive from now on.
  await driveMismatch({ database, objects, tmpDir: config.tmpDir });
  await app.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;

  const { images, maintenance, quotas, drive, albums, shares, rateLimits } = resources.database;
  return {
    ...resources,
    images,
    maintenance,
    quotas,
    drive,
    albums,
    shares,
    rateLimits,
    app,
    url,
    auth,
    dataDir,
    /** The headers of a request whose client has this address. */
    from: (address: string) => new ClientAddressSigner(GATEWAY_SECRET).headers(address),
    /** Names of the files in the folder of temporary files. */
    temporary: () => readdir(config.tmpDir),
    /** `fetch` on behalf of a user, whose id is `id-of-` and the name. */
    as: (user: string, scope = 'read upload write') => {
      const authorization = `Bearer ${auth.sign({ sub: `id-of-${user}`, name: user, scope })}`;
      return Object.assign(
        (path: string, init: RequestInit = {}) =>
          fetch(url + path, { ...init, headers: { authorization, ...(init.headers as Record<string, string>) } }),
        { authorization, owner: `id-of-${user}` },
      );
    },
    async close() {
      app.getHttpServer().closeAllConnections();
      await app.close();
      await queue.close(0);
      await Promise.all([decoder.close(), database.close(), objects.close(), auth.close()]);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** What media sees of auth: a public key under its well-known address. */
async function openAuth() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: KID, use: 'sig', alg: 'RS256' }] }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const jwt = new JwtService();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sign: (claims: object, options: Partial<JwtSignOptions> & { typ?: string } = {}) => {
      const { typ = TOKEN_TYPE, ...others } = options;
      const header = { alg: 'RS256', typ, kid: KID };
      return jwt.sign(claims, { privateKey, algorithm: 'RS256', issuer: ISSUER, audience: 'media', expiresIn: 60, header, ...others });
    },
    close: async () => {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
