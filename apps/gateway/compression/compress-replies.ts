import type { OutgoingHttpHeaders } from 'node:http';

import type { FastifyInstance } from 'fastify';

import { chosenEncoding, compressor, encodedHeaders, isCompressible, varied } from './encoding.js';

/** Compresses what the gateway itself answers as a whole: pages, error pages, documents. */
export function compressReplies(fastify: FastifyInstance): void {
  fastify.addHook('onSend', async (request, reply, payload) => {
    const headers = reply.getHeaders() as OutgoingHttpHeaders;
    const isWhole = typeof payload === 'string' || Buffer.isBuffer(payload);
    if (!isWhole || !isCompressible(reply.statusCode, headers, Buffer.byteLength(payload))) return payload;
    void reply.header('vary', varied(headers));
    if (request.method === 'HEAD') return payload;
    const encoding = chosenEncoding(request.headers);
    if (!encoding) return payload;
    reply.removeHeader('content-length');
    reply.removeHeader('accept-ranges');
    void reply.headers(encodedHeaders(reply.getHeaders() as OutgoingHttpHeaders, encoding));
    const compressed = compressor(encoding);
    compressed.end(payload);
    return compressed;
  });
}
