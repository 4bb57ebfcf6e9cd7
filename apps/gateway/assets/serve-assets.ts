import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { accepts } from '../compression/encoding.js';
import { publicFolder } from './assets.js';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
};
/** Encodings of the compressed files that the build makes, best first, with their suffixes. */
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/**
 * Serves the built client at /assets, in the compressed form that the client accepts. The file names contain a hash of the content, so
 * browsers may cache them for ever. Each built file is a route of its own; any other address is a 404 page.
 * By hand: docs/decisions says why not @fastify/static.
 */
export function serveAssets(fastify: FastifyInstance, folder = publicFolder): void {
  if (!folder) return;
  const names = new Set(readdirSync(folder));
  for (const name of names) {
    const type = TYPES[extname(name)];
    if (type) fastify.get(`/assets/${name}`, (request, reply) => send(request, reply, { folder, name, type, names }));
  }
}

interface Asset {
  folder: string;
  name: string;
  type: string;
  names: ReadonlySet<string>;
}

async function send(request: FastifyRequest, reply: FastifyReply, { folder, name, type, names }: Asset): Promise<Buffer> {
  const accepted = request.headers['accept-encoding'] ?? '';
  const [encoding, suffix] = ENCODINGS.find(([one, end]) => accepts(accepted, one) && names.has(name + end)) ?? [undefined, ''];
  void reply.type(type).header('cache-control', 'public, max-age=31536000, immutable').header('vary', 'accept-encoding');
  if (encoding) void reply.header('content-encoding', encoding);
  return readFile(join(folder, name + suffix));
}
