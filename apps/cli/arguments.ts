import { parseArgs } from 'node:util';

import { SIZES, type Size } from '#libs/contract/image.js';

import { CliError } from './cli-error.js';

export const HELP = `A drive from the command line. It needs nothing but the drive's address.

  npm run -s cli -- login URL
      Asks for e-mail and password, and keeps a token of its own: it is named on
      your account page, where you can end it. The password is not kept.

  npm run -s cli -- upload FOLDER... [--dry-run] [--watch] [--json]
      Puts all pictures in, those in folders within too. What the drive has
      already is not sent again, so that it can be called as often as you like,
      and goes on where it was stopped. Dates and names are read from the JSON
      files of Google Takeout.
        --dry-run  says what would be sent, and sends nothing
        --watch    stays, and sends what comes into the folders

  npm run -s cli -- list [WORD...] [--limit N] [--json]
      The newest pictures, or those with the words in their name.

  npm run -s cli -- download ID... [--to FOLDER] [--size s|m|l|o]
      Fetches pictures under their names; the originals unless a size is named.

  npm run -s cli -- export FOLDER [--json]
      Fetches everything, each original with a JSON file beside it. Stopped in the
      middle it goes on when it is called again. upload of that folder to another
      account gives the same pictures with the same names and dates.

It ends with 0 when all was done, 1 when something was not (and then says what),
2 when the command was not understood, 130 when it was interrupted.
`;

/** What is to be done. */
export type Command =
  | { name: 'help' }
  | { name: 'login'; url: string }
  | { name: 'upload'; folders: readonly string[]; dryRun: boolean; watch: boolean; json: boolean }
  | { name: 'list'; words: readonly string[]; limit: number; json: boolean }
  | { name: 'download'; ids: readonly string[]; to: string; size: Size }
  | { name: 'export'; folder: string; json: boolean };

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  'dry-run': { type: 'boolean' },
  watch: { type: 'boolean' },
  json: { type: 'boolean' },
  limit: { type: 'string' },
  to: { type: 'string' },
  size: { type: 'string' },
} as const;

/** Which of the options a command knows. */
const KNOWN: Record<string, readonly string[]> = {
  login: [],
  upload: ['dry-run', 'watch', 'json'],
  list: ['limit', 'json'],
  download: ['to', 'size'],
  export: ['json'],
};
const NAMES = 'login, upload, list, download or export';

/** @throws CliError with 2 for what is no command */
export function parse(args: readonly string[]): Command {
  const { values, positionals } = read(args);
  const [name, ...rest] = positionals;
  if (values.help || name === 'help') return { name: 'help' };
  if (name === undefined) throw misused(`Say what to do: ${NAMES}`);
  const known = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
  if (!known) throw misused(`There is no command ${name}: only ${NAMES}`);
  const unknown = Object.keys(values).find((option) => !known.includes(option));
  if (unknown) throw misused(`${name} takes no --${unknown}`);
  const json = values.json ?? false;
  switch (name) {
    case 'login':
      return { name, url: only(rest, 'login URL') };
    case 'export':
      return { name, folder: only(rest, 'export FOLDER'), json };
    case 'upload':
      return { name, folders: some(rest, 'upload FOLDER...'), dryRun: values['dry-run'] ?? false, watch: values.watch ?? false, json };
    case 'download':
      return { name, ids: some(rest, 'download ID...'), to: values.to ?? '.', size: sizeOf(values.size ?? 'o') };
    default:
      return { name: 'list', words: rest, limit: limitOf(values.limit ?? '50'), json };
  }
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw misused((error as Error).message.split('. ')[0]!);
  }
}

function some(rest: readonly string[], how: string): readonly string[] {
  if (rest.length === 0) throw misused(`Something is missing: ${how}`);
  return rest;
}

function only(rest: readonly string[], how: string): string {
  const [one] = some(rest, how);
  if (rest.length > 1) throw misused(`One too many, ${rest[1]}: ${how}`);
  return one!;
}

function sizeOf(text: string): Size {
  const size = SIZES.find((one) => one === text);
  if (!size) throw misused(`There is no size ${text}: only ${SIZES.join(', ')}`);
  return size;
}

function limitOf(text: string): number {
  const limit = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (limit < 1) throw misused(`--limit can't be ${text}: a number from 1 on`);
  return limit;
}

function misused(what: string): CliError {
  return new CliError(`${what}. More: npm run -s cli -- --help`, 2);
}
