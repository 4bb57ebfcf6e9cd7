import type { MutatedFile } from './mutant.js';

const addresses = ['apps/media/signed-addresses/signed-addresses.spec.ts'];
const signing = ['apps/media/signed-addresses/sign-address.spec.ts'];

export const mutated: MutatedFile[] = [
  {
    file: 'apps/media/transforms/transforms.service.ts',
    killedBy: ['apps/media/signed-addresses/signed-addresses.spec.ts'],
    mutants: [
      {
        id: 'signed-redirect-of-elsewhere',
        promise: 'A page elsewhere may follow the redirect of a signed address.',
        find: `?? REDIRECT, ...(grant.visitorCache !== null && SHARED)`,
        replace: `?? REDIRECT`,
      },
      {
        id: 'signed-known-elsewhere',
        promise: 'A page elsewhere may read that a signed address is as it was.',
        find: `...(isNegotiated && { vary: 'Accept' }),\n      ...(visitorCache !== null && SHARED),`,
        replace: `...(isNegotiated && { vary: 'Accept' }),`,
      },
    ],
  },
  {
    file: 'libs/api/signed-address.ts',
    killedBy: ['apps/media/signed-addresses/signed-addresses.spec.ts'],
    mutants: [
      {
        id: 'signed-query-strict',
        promise: 'What mail tools append breaks no signed address.',
        find: `export const SignedQuery = z.object({`,
        replace: `export const SignedQuery = z.strictObject({`,
      },
    ],
  },
  {
    file: 'apps/media/signed-addresses/signed-grants.ts',
    killedBy: addresses,
    mutants: [
      {
        id: 'signed-end',
        promise: 'Nothing is seen by an address after its end.',
        find: `secondsUntil(end) > 0 ? await this.keys.find(id) : null`,
        replace: `await this.keys.find(id)`,
      },
      {
        id: 'signed-revoked-meanwhile',
        promise: 'A revoked key opens nothing, also while a result is awaited.',
        find: `        await this.find(k, end);\n`,
        replace: ``,
      },
      {
        id: 'signed-of-another',
        promise: 'A key opens the images of its owner alone.',
        find: `return findImage(this.images, owner, id, 'library');`,
        replace: `return findImage(this.images, (await this.images.find(id))?.owner ?? owner, id, 'library');`,
      },
      {
        id: 'signed-trash',
        promise: 'A deleted image is 404 at once.',
        find: `owner, id, 'library')`,
        replace: `owner, id, 'anywhere')`,
      },
      {
        id: 'signed-path',
        promise: 'A signature opens its path alone.',
        find: `      if (!covers(path)) throw noSuchImage();\n`,
        replace: ``,
      },
      {
        id: 'signed-end-forms',
        promise: 'An end is written in one way.',
        find: `if (e !== undefined && !END.test(e)) throw noSuchImage();`,
        replace: ``,
      },
      {
        id: 'signed-cache-after-end',
        promise: 'No cache shows an image after the end of its address.',
        find: `Math.min(MAX_AGE, secondsUntil(end))`,
        replace: `MAX_AGE`,
      },
    ],
  },
  {
    file: 'libs/domain/transform/signature.ts',
    killedBy: ['libs/domain/transform/signature.spec.ts'],
    mutants: [
      {
        id: 'signature-end',
        promise: 'The end is signed.',
        find: 'end === null ? path : `${path}?e=${end}`',
        replace: 'path',
      },
      {
        id: 'signature-text',
        promise: 'There is one text of a signature.',
        find: `[Buffer.from(text), Buffer.from(signatureOf(signed, secret))]`,
        replace: `[Buffer.from(text, 'base64url'), Buffer.from(signatureOf(signed, secret), 'base64url')]`,
      },
    ],
  },
  {
    file: 'apps/media/signed-addresses/signed-transforms.ts',
    killedBy: addresses,
    mutants: [
      {
        id: 'signed-tells',
        promise: 'Only who has the key learns what is wrong with an address.',
        find: ` || signature.covers(written)) throw error;`,
        replace: ` || signature.owner) throw error;`,
      },
      {
        id: 'sign-foreign',
        killedBy: signing,
        promise: 'Nobody signs what is not their own.',
        find: `const row = await grant.find(id);`,
        replace: `const row = { width: 9, height: 9 } as Awaited<ReturnType<typeof grant.find>>;`,
      },
    ],
  },
  {
    file: 'apps/media/signed-addresses/address-keys.service.ts',
    killedBy: signing,
    mutants: [
      {
        id: 'keys-many',
        promise: 'An account has 20 keys at most.',
        find: `.length > MAX_ADDRESS_KEYS`,
        replace: `.length > 2 * MAX_ADDRESS_KEYS`,
      },
    ],
  },
  {
    file: 'apps/media/signed-addresses/address-keys.controller.ts',
    killedBy: signing,
    mutants: [
      {
        id: 'keys-by-token',
        promise: 'No token makes, sees or revokes a key.',
        find: `@Needs('account')`,
        replace: `@Needs('any')`,
      },
    ],
  },
  {
    file: 'apps/gateway/address-keys/address-keys.ts',
    killedBy: ['apps/gateway/address-keys/address-keys.spec.ts'],
    mutants: [
      {
        id: 'key-not-noted',
        promise: 'Nobody gets a secret that the log of the account does not tell of.',
        find: `      throw error;\n`,
        replace: ``,
      },
    ],
  },
  {
    file: 'apps/gateway/forward/forward.controller.ts',
    killedBy: ['apps/gateway/address-keys/address-keys.spec.ts'],
    mutants: [
      {
        id: 'signed-cut',
        promise: 'A cut signed address is not answered by the session.',
        find: `return query.has('k') || query.has('s');`,
        replace: `return query.has('k') && query.has('s');`,
      },
    ],
  },
  {
    file: 'apps/media/presets/presets.service.ts',
    killedBy: ['apps/media/presets/presets.spec.ts'],
    mutants: [
      {
        id: 'presets-order',
        promise: 'No setting of the drive changes what a preset of a person means.',
        find: `[...this.ofDrive, ...own.map(({ name, modifiers }): [string, string] => [name, modifiers])]`,
        replace: `[...own.map(({ name, modifiers }): [string, string] => [name, modifiers]), ...this.ofDrive]`,
      },
      {
        id: 'presets-many',
        promise: 'A person has 50 presets at most.',
        find: `.length > MAX_PRESETS`,
        replace: `.length > 2 * MAX_PRESETS`,
      },
      {
        id: 'presets-unchecked',
        promise: 'A preset has the bounds of those of the drive.',
        find: `    this.check(preset);\n`,
        replace: ``,
      },
    ],
  },
];
