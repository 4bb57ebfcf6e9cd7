import { parseArgs } from 'node:util';

import { MigrateError } from './migrate-error.js';

export const HELP = `Copies a whole drive to another place: accounts, tokens, invitations, pictures, trash,
albums and links. Nothing at the old place is changed. Stop the drive first, at both
places.

  npm run migrate -- --from PLACE --to PLACE [--dry-run | --verify]

PLACE is the data folder of a drive on one machine (./data), or a file with the
settings of one that runs on servers, as in deploy/env.example:
SHOEBOX_DATABASE_URL and SHOEBOX_STORAGE_URL, or their _FILE twins.

  --dry-run   says what would be copied, and changes nothing
  --verify    compares the two places, every byte of every original, and copies nothing

Stopped in the middle it goes on where it was when it is called again. It ends
with 0 only when everything is there and was read back.
`;

export interface Arguments {
  from: string;
  to: string;
  mode: 'copy' | 'dry-run' | 'verify';
}

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  from: { type: 'string' },
  to: { type: 'string' },
  'dry-run': { type: 'boolean' },
  verify: { type: 'boolean' },
} as const;

/** Null: only help is wanted. @throws MigrateError with 2 */
export function parse(args: readonly string[]): Arguments | null {
  const { help, from, to, verify, ...rest } = read(args);
  if (help) return null;
  if (!from || !to) throw misused('Say where the drive is and where it goes: --from PLACE --to PLACE');
  if (verify && rest['dry-run']) throw misused('--dry-run and --verify are two things: keep one');
  return { from, to, mode: verify ? 'verify' : rest['dry-run'] ? 'dry-run' : 'copy' };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw misused((error as Error).message.split('. ')[0]!);
  }
}

function misused(what: string): MigrateError {
  return new MigrateError(`${what}. More: npm run migrate -- --help`, 2);
}
