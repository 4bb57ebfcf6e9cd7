import { setTimeout } from 'node:timers/promises';

import type { Command } from 'commander';

import { KEYS_MAX_AGE, makeFirstKey, makeNextKey, makeUrgentKey, predecessorsEnd } from '#libs/accounts/signing-keys.js';
import type { SigningKey, SigningKeyRepository } from '#libs/ports/signing-key-repository.js';
import { minute } from '#libs/terminal/table.js';
import type { Terminal } from '#libs/terminal/terminal.js';

import { withDatabases, type AdminContext } from './databases.js';

/**
 * Milliseconds between the moment when a key signs no more and its removal: until every process of auth has read that, and every gateway
 * has used the last token that it keeps (two seconds) in a request.
 */
const LAST_USE = KEYS_MAX_AGE + 10_000;
/** Seconds for which a process of media keeps a public key (apps/media/signing-keys.ts). */
const MEDIA_SECONDS = 60;

export function rotateKeysCommand(program: Command, context: AdminContext): void {
  program
    .command('rotate-keys')
    .summary('Replace the key that signs the tokens between the services.')
    .description(
      'Replace the key that signs the tokens between the services, while the drive runs.\n' +
        'The new key is known everywhere before it signs, and the old one is accepted until\n' +
        'its last token has ended. Nobody is logged out. If the command is cut off, repeat it.',
    )
    .option('--revoke', 'Remove all old keys within two minutes, because somebody else may have one.')
    .action(({ revoke = false }: { revoke?: boolean }) =>
      withDatabases(context, ({ signingKeys }) =>
        revoke ? revokeKeys(signingKeys, context.terminal) : rotateKeys(signingKeys, context.terminal),
      ),
    );
}

/** Adds a key that will sign, unless there is one already. The rest follows by the time: auth removes the old key. */
export async function rotateKeys(signingKeys: SigningKeyRepository, terminal: Terminal): Promise<void> {
  const waiting = (await signingKeys.findOrInsert(makeFirstKey)).find(({ signsFrom }) => signsFrom.getTime() > Date.now());
  const next = waiting ?? (await add(signingKeys, await makeNextKey()));
  terminal.say(waiting ? 'A rotation is under way already; nothing was changed.' : 'A new key was added. Nobody is logged out.');
  terminal.say(`It signs from ${minute(next.signsFrom)} on: ${next.id}`);
  terminal.say(`The old key is accepted until ${minute(predecessorsEnd(next))}; then the running drive removes it.`);
  terminal.say('To remove a key that was stolen now: npm run admin -- rotate-keys --revoke');
}

/**
 * Adds a key that signs at once, has all others sign no more, and removes them when their last tokens were used. Of two at the same time
 * neither removes the key of a later one: each removes what was there before it added its own.
 * @param lastUse milliseconds until the tokens of the old keys were used
 */
export async function revokeKeys(signingKeys: SigningKeyRepository, terminal: Terminal, lastUse = LAST_USE): Promise<void> {
  const old = (await signingKeys.findOrInsert(makeFirstKey)).map(({ id }) => id);
  const next = await add(signingKeys, await makeUrgentKey());
  await signingKeys.moveBefore(old, new Date(next.signsFrom.getTime() - 1));
  terminal.say(`A new key signs now: ${next.id}`);
  terminal.say(`Old keys are removed in ${lastUse / 1000} seconds. If this is cut off, run it again.`);
  await setTimeout(lastUse);
  await signingKeys.remove(old);
  terminal.say(`Old keys removed: ${old.length}. Nobody is logged out. In ${MEDIA_SECONDS} seconds no service accepts one of them.`);
}

async function add(signingKeys: SigningKeyRepository, key: SigningKey): Promise<SigningKey> {
  await signingKeys.insert(key);
  return key;
}
