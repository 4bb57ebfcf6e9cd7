// A bare Fastify that sends one body of so many bytes from memory, or 304 to who has it: node bench/bare/fastify-memory.mjs BYTES
import { randomBytes } from 'node:crypto';

import Fastify from 'fastify';

const ETAG = '"bare"';
const body = randomBytes(Number(process.argv[2]));
const fastify = Fastify();
fastify.get('/', (request, reply) => {
  reply.header('etag', ETAG);
  if (request.headers['if-none-match'] === ETAG) return reply.code(304).send();
  return reply.type('image/jpeg').send(body);
});
console.log(`open ${await fastify.listen({ port: 0, host: '127.0.0.1' })}`);
process.on('SIGTERM', () => process.exit());
