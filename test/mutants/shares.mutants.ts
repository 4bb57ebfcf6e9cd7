import type { MutatedFile } from './mutant.js';

const access = ['apps/media/shares/share-access.spec.ts'];

export const mutated: MutatedFile[] = [
  {
    file: 'apps/media/shares/share-access.ts',
    killedBy: access,
    mutants: [
      {
        id: 'share-password',
        promise: 'A share with a password shows nothing without it.',
        find: `throw new Problem('PASSWORD_NEEDED', 'Enter the password for this link.');`,
        replace: `return share;`,
      },
      {
        id: 'share-any-proof',
        promise: 'Only a proof of its own opens a share.',
        find: `isProofToken(share, proof, Date.now())) return share;`,
        replace: `proof !== undefined) return share;`,
      },
      {
        id: 'share-expired',
        promise: 'A share that has expired shows nothing.',
        find: `if (!share || (share.expiresAt && share.expiresAt.getTime() <= Date.now())) throw`,
        replace: `if (!share) throw`,
      },
      {
        id: 'share-wrong-password',
        promise: 'A wrong password opens nothing.',
        find: `throw new Problem('WRONG_PASSWORD', 'Try again, or ask the person who sent you the link.');`,
        replace: ``,
      },
      {
        id: 'share-guesses',
        promise: 'The password of a share can be guessed ten times by one visitor.',
        find: `shareGuessLimits(share.id, address)`,
        replace: `shareGuessLimits(share.id, address).slice(-1)`,
      },
      {
        id: 'share-guesses-of-all',
        promise: 'Guesses of one share do not close another.',
        find: `shareGuessLimits(share.id, address)`,
        replace: `shareGuessLimits(share.owner, address)`,
      },
      {
        id: 'share-address-guesses',
        promise: 'Guesses of shares from one address have a limit.',
        find: `shareGuessLimits(share.id, address)`,
        replace: `shareGuessLimits(share.id, address).slice(0, -1)`,
      },
    ],
  },
  {
    file: 'apps/media/shares/proof-token.ts',
    killedBy: ['apps/media/shares/proof-token.spec.ts'],
    mutants: [
      {
        id: 'proof-expired',
        promise: 'A proof ends after twelve hours.',
        find: ` || Number(expiresAt) * 1000 <= now) return false;`,
        replace: `) return false;`,
      },
      {
        id: 'proof-forged',
        promise: 'A proof is signed.',
        find: `return timingSafeEqual(Buffer.from(signed, 'hex'), Buffer.from(signature(share, Number(expiresAt)), 'hex'));`,
        replace: `return signed.length === 64;`,
      },
      {
        id: 'proof-other-share',
        promise: 'A proof is for one share.',
        find: `\`shoebox share \${id} until \${expiresAt}\``,
        replace: `\`shoebox share until \${expiresAt}\``,
      },
      {
        id: 'proof-other-time',
        promise: 'The time of a proof is signed.',
        find: `\`shoebox share \${id} until \${expiresAt}\``,
        replace: `\`shoebox share \${id}\``,
      },
      {
        id: 'proof-new-password',
        promise: 'A new password ends the proofs of the old one.',
        find: `createHmac('sha256', passwordHash ?? '')`,
        replace: `createHmac('sha256', id)`,
      },
      {
        id: 'proof-no-password',
        promise: 'No proof is valid for a share without a password.',
        find: `if (share.passwordHash === null || !expiresAt`,
        replace: `if (!expiresAt`,
      },
    ],
  },
  {
    file: 'apps/media/shares/share-images.ts',
    killedBy: access,
    mutants: [
      {
        id: 'share-other-pictures',
        promise: 'A share shows no other picture of its owner.',
        find: `return included?.includes(id) ? this.find(share.owner, id) : null;`,
        replace: `return included ? this.find(share.owner, id) : null;`,
      },
      {
        id: 'share-trash',
        promise: 'A share shows nothing that is in the trash.',
        find: `private async find(owner: string, id: string, where: Where = 'library')`,
        replace: `private async find(owner: string, id: string, where: Where = 'anywhere')`,
      },
      {
        id: 'share-trash-first',
        promise: 'The list of a share has nothing that is in the trash.',
        find: `return ids.length > 0 ? this.images.present(owner, ids, visitor) : [];`,
        replace: `return owner === '' ? this.images.present(owner, ids) : [...ids];`,
      },
      {
        id: 'share-foreign-album',
        promise: 'Nobody shares the album of another person.',
        find: `return album?.owner === owner ? album : null;`,
        replace: `return album;`,
        survives: 'the album of a share is looked up by its owner when the share is made (findAlbum); this is a second wall',
      },
      {
        id: 'share-foreign-picture',
        promise: 'Nobody shares the picture of another person.',
        find: `(id) => findImage(this.images, owner, id, 'library'));`,
        replace: `async (id) => (await this.images.find(id))!);`,
      },
    ],
  },
  {
    file: 'apps/media/shares/shared-bytes.controller.ts',
    killedBy: [...access, 'apps/media/shares/shared-bytes.controller.spec.ts'],
    mutants: [
      {
        id: 'share-other-sizes',
        promise: 'A share gives only its sizes.',
        find: `const size = share.sizes.find((name) => name === asked);`,
        replace: `const size = asked as (typeof share.sizes)[number] | undefined;`,
      },
      {
        id: 'share-bytes-expired',
        promise: 'The bytes of a share are checked like its page.',
        find: `const share = await this.access.open(token, proof);`,
        replace: `const share = await this.access.open(token, proof).catch(() => this.access['shares'].findByToken(token).then((found) => found!));`,
      },
    ],
  },
  {
    file: 'apps/media/shares/share-access.ts',
    killedBy: [...access, 'apps/media/shares/shared-bytes.controller.spec.ts'],
    mutants: [
      {
        id: 'share-tells',
        promise: 'The bytes do not tell that a share has a password.',
        find: `['NOT_FOUND', 'NOT_READY', 'PASSWORD_NEEDED']`,
        replace: `['NOT_FOUND', 'NOT_READY']`,
      },
    ],
  },
  {
    file: 'apps/media/shares/share-grants.ts',
    killedBy: ['apps/media/shares/shared-bytes.controller.spec.ts'],
    mutants: [
      {
        id: 'share-public-cache',
        promise: 'No shared cache keeps what a password protects.',
        find: `passwordHash === null ? 'public, max-age=60' : 'private, max-age=60'`,
        replace: `'public, max-age=60'`,
      },
    ],
  },
  {
    file: 'apps/media/bytes/bytes.service.ts',
    killedBy: ['apps/media/shares/shared-bytes.controller.spec.ts'],
    mutants: [
      {
        id: 'share-stand-in',
        promise: 'A share gives no size in the place of one that it does not include.',
        find: `, ...(asked.shared && { among: asked.shared.sizes })`,
        replace: ``,
      },
    ],
  },
  {
    file: 'apps/media/shares/shared.service.ts',
    killedBy: [...access, 'apps/media/shares/shared.service.spec.ts'],
    mutants: [
      {
        id: 'share-image-any',
        promise: 'The page of a picture shows only what the share includes.',
        find: `const index = shown?.ids.indexOf(id) ?? -1;`,
        replace: `const index = shown ? Math.max(0, shown.ids.indexOf(id)) : -1;`,
      },
      {
        id: 'share-empty',
        promise: 'A share of which all pictures are in the trash shows nothing.',
        find: `if (!shown || (shown.ids.length === 0 && !shown.album)) throw`,
        replace: `if (!shown) throw`,
      },
    ],
  },
];
