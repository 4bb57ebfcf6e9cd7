import type { Command } from 'commander';

import { applyTransition, retry } from '#libs/domain/image/transitions.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import type { User } from '#libs/ports/user-repository.js';
import type { Terminal } from '#libs/terminal/terminal.js';

import { findAccount, withDatabases, type AdminContext, type Databases } from './databases.js';

const PAGE = 500;

interface Options {
  /** The account; undefined: all. */
  email: string | undefined;
  retry: boolean;
}

export function failedCommand(program: Command, context: AdminContext): void {
  program
    .command('failed')
    .summary('List the pictures of which no sizes could be made, and try again.')
    .description(
      'List the pictures of which no sizes could be made, with the reason. Their originals\n' +
        'are kept. With --retry the running drive tries each again at its next maintenance.',
    )
    .argument('[email]', 'the e-mail or user name of an account; all without it')
    .option('--retry', 'Try again.')
    .action((email: string | undefined, { retry: again = false }: { retry?: boolean }) =>
      withDatabases(context, (databases) => listFailed(databases, { email, retry: again }, context.terminal)),
    );
}

/** Prints each rejected picture outside the trash, and puts it back into processing when asked to. @throws CommandError without the account */
export async function listFailed(databases: Databases, { email, retry: again }: Options, terminal: Terminal): Promise<void> {
  const { users, images } = databases;
  const owners = email === undefined ? await users.list() : [await findAccount(users, email)];
  let [failed, retried] = [0, 0];
  for (const owner of owners) {
    for await (const row of rejected(databases, owner)) {
      failed++;
      terminal.say(`${owner.name}  ${row.id}  ${row.reason?.code ?? 'UNKNOWN'}  ${row.name}`);
      if (again && (await applyTransition(images, row.id, retry(row)))) retried++;
    }
  }
  const count = failed === 1 ? 'One picture has' : `${failed} pictures have`;
  if (failed === 0) terminal.say('No picture has failed.');
  else if (again) terminal.say(`${count} failed; ${retried} will be tried again at the next maintenance of the running drive.`);
  else terminal.say(`${count} failed. To try again, for example after an update: npm run admin -- failed --retry`);
}

async function* rejected({ images }: Databases, { id: owner }: User): AsyncGenerator<ImageRow> {
  let page: ImageRow[];
  let before: ImageRow | undefined;
  do {
    page = await images.list({ owner, order: 'added', limit: PAGE, states: ['rejected'], deleted: false, ...(before && { before }) });
    yield* page;
    before = page.at(-1);
  } while (page.length === PAGE);
}
