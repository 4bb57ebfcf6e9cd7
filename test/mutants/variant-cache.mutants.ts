import type { MutatedFile } from './mutant.js';

const early = 'apps/gateway/variant-cache/before-routing.spec.ts';
const gateway = 'apps/gateway/variant-cache/cached-variants.spec.ts';
const cache = 'libs/variant-cache/variant-cache.spec.ts';

export const mutated: MutatedFile[] = [
  {
    file: 'apps/gateway/variant-cache/before-routing.ts',
    killedBy: [early],
    mutants: [
      {
        id: 'early-any-host',
        promise: 'A name that is not the drive’s gets no picture from memory.',
        find: `      allowedHosts.check({ headers, host: origin.host });\n`,
        replace: ``,
      },
      {
        id: 'early-two-hosts',
        promise: 'A request with two Host headers gets no picture from memory.',
        find: `      checkHead(request);\n`,
        replace: ``,
      },
      {
        id: 'early-many-connections',
        promise: 'A connection above the limit of its network gets no picture from memory.',
        find: `      connections.check(socket);\n`,
        replace: ``,
      },
      {
        id: 'early-stopping',
        promise: 'A gateway that stops says so.',
        find: `isClosing || `,
        replace: ``,
      },
      {
        id: 'early-unseen',
        promise: 'A picture from memory is logged and counted.',
        find: `    observeAnswer(response, name, metrics, () => ({`,
        replace: `    void [observeAnswer, response, name, metrics] ;\n    void (() => ({`,
      },
      {
        id: 'early-plain-cookie',
        promise: 'Over https only the cookie of https counts, also from memory.',
        find: `{ server: this.fastify, ...origin }`,
        replace: `{ server: this.fastify, ...origin, protocol: 'http' as const }`,
      },
    ],
  },
  {
    file: 'apps/gateway/variant-cache/cached-variants.ts',
    killedBy: [gateway],
    mutants: [
      {
        id: 'cached-any-scope',
        promise: 'A token without the scope read gets no picture from memory.',
        find: `caller?.scopes.includes('read') ? `,
        replace: `caller ? `,
      },
      {
        id: 'cached-before-auth',
        promise: 'A picture that is deleted during the call to auth is not sent.',
        find: `    const caller = await this.sessions.callerIfKnown(request);
    // Read after the call to auth: an image that was deleted meanwhile must not be sent.
    const variant = this.variantFor(asked, caller);`,
        replace: `    const held = this.cache.get(asked.id, asked.size, '01kdc7q3v8x2m4n6p8r0s2t4v6');
    const caller = await this.sessions.callerIfKnown(request);
    const variant = caller?.scopes.includes('read') ? held : this.variantFor(asked, caller);`,
      },
    ],
  },
  {
    file: 'apps/gateway/sessions/token-exchange-cache.ts',
    killedBy: [early],
    mutants: [
      {
        id: 'known-for-ever',
        promise: 'What auth said counts for two seconds.',
        find: `return cached && cached.since + MAX_AGE > performance.now() ? cached.valid : null;`,
        replace: `return cached ? cached.valid : null;`,
        killedBy: ['apps/gateway/sessions/token-exchange-cache.spec.ts'],
      },
    ],
  },
  {
    file: 'libs/variant-cache/variant-cache.ts',
    killedBy: [cache],
    mutants: [
      {
        id: 'variant-cache-anybody',
        promise: 'A picture from memory is its owner’s alone.',
        find: `return this.variants.peek(key)?.owner === owner ? this.variants.get(key) : undefined;`,
        replace: `return owner && this.variants.get(key);`,
      },
      {
        id: 'variant-cache-late-put',
        promise: 'A picture that changed while it was read is not kept.',
        find: `if (!isOutdated) `,
        replace: `void isOutdated; `,
      },
      {
        id: 'variant-cache-forgotten-change',
        promise: 'A change that is remembered no more still keeps an older picture out.',
        find: `version < this.forgottenVersion || `,
        replace: ``,
      },
      {
        id: 'variant-cache-not-invalidated',
        promise: 'A change removes what is in memory.',
        find: `    for (const name of VARIANT_NAMES) this.variants.remove(keyOf(id, name));\n`,
        replace: ``,
      },
    ],
  },
  {
    file: 'libs/variant-cache/popular-cache.ts',
    killedBy: [cache],
    mutants: [
      {
        id: 'variant-cache-idle',
        promise: 'Nothing stays in memory that nobody asked for in a minute.',
        find: `return entry && !this.isIdle(entry) ? entry.value : undefined;`,
        replace: `return entry?.value;`,
      },
      {
        id: 'variant-cache-bound',
        promise: 'The cache has at most 24 MiB.',
        find: `      if (this.usedBytes <= this.options.maxBytes) break;`,
        replace: `      if (this.usedBytes <= 2 * this.options.maxBytes) break;`,
      },
      {
        id: 'variant-cache-scan',
        promise: 'Pictures that are asked for once push out none that is asked for again.',
        find: `return earlier > victims;`,
        replace: `return true;`,
      },
      {
        id: 'variant-cache-ties',
        promise: 'Of a round of pictures larger than the cache, some stay.',
        find: `return earlier > victims;`,
        replace: `return earlier >= victims;`,
      },
    ],
  },
  {
    file: 'apps/gateway/forward/validated-variants.ts',
    killedBy: ['apps/gateway/forward/validated-variants.spec.ts'],
    mutants: [
      {
        id: 'validated-unasked',
        promise: 'Where others can change an image, media is asked for each request.',
        find: `    if (!isCurrent || (status !== 200 && status !== 304) || !this.held.admits(found.body.length)) return false;`,
        replace: `    if (!found) return false;`,
      },
      {
        id: 'validated-other-bytes',
        promise: 'Bytes are sent under their own ETag only.',
        find: `const isCurrent = found !== undefined && headers.etag === found.etag;`,
        replace: `const isCurrent = found !== undefined;`,
      },
      {
        id: 'validated-shared-callers',
        promise: 'What media says to one caller counts for nobody else.',
        find: `[caller?.jwt, path,`,
        replace: `[caller && path, path,`,
      },
      {
        id: 'validated-request-id',
        promise: 'Each answer has the id of its own request.',
        find: `, 'x-request-id': request.id };`,
        replace: ` };`,
      },
      {
        id: 'validated-stand-in',
        promise: 'A size that stands in for another is not kept.',
        find: ` && headers['cache-control'] !== 'no-store'`,
        replace: ``,
      },
      {
        id: 'validated-broken-off',
        promise: 'Bytes are kept when all are there.',
        find: `  onResponseError(controller: AnswerController, error: Error): void {
`,
        replace: `  onResponseError(controller: AnswerController, error: Error): void {
    if (this.chunks) this.bodies.put(this.as.key, { owner: this.as.owner, etag: this.etag, body: Buffer.concat(this.chunks) });
`,
      },
      {
        id: 'validated-kept-after-404',
        promise: 'Bytes that media refuses to their owner are forgotten.',
        find: `    if (status === 404 && found?.owner === outgoing.caller?.user.id) this.bodies.remove(key);
`,
        replace: ``,
      },
    ],
  },
  {
    file: 'libs/concurrency/shared-calls.ts',
    killedBy: ['libs/concurrency/shared-calls.spec.ts'],
    mutants: [
      {
        id: 'shared-calls-joined',
        promise: 'A check that began before a request does not count for it.',
        find: `return (running.next ??= running.current.then(begin, begin));`,
        replace: `return begin === undefined ? this.start(key, make) : running.current;`,
      },
    ],
  },
  {
    file: 'libs/infra/file/operations.ts',
    killedBy: ['libs/infra/file/object-store.spec.ts'],
    mutants: [
      {
        id: 'read-longer',
        promise: 'A variant that is longer than its row says is lost.',
        find: `Buffer.allocUnsafeSlow(bytes + 1)`,
        replace: `Buffer.allocUnsafeSlow(bytes)`,
      },
      {
        id: 'read-shorter',
        promise: 'A variant that is shorter than its row says is lost, and never sent with other memory.',
        find: `return filled === bytes ? buffer.subarray(0, bytes) : null;`,
        replace: `return buffer.subarray(0, bytes);`,
      },
      {
        id: 'read-link',
        promise: 'No link is followed.',
        find: `constants.O_RDONLY | constants.O_NOFOLLOW`,
        replace: `constants.O_RDONLY`,
      },
    ],
  },
];
