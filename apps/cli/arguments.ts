import { parseArgs } from 'node:util';

import { MAX_ALBUM_NAME } from '#libs/contract/album.js';
import { InstantIn } from '#libs/contract/image.js';
import { isSizeName, SIZE_NAMES, type SizeName, sizeNamesInWords, VARIANT_NAMES } from '#libs/domain/variants.js';

import { albumName } from './album-plan.js';
import { CliError } from './cli-error.js';

export const HELP = `A drive from the command line. It needs nothing but the drive's address.

  npm run -s cli -- login URL
      Asks for e-mail and password, and keeps a token of its own: it is named on
      your account page, where you can end it. The password is not kept.

  npm run -s cli -- upload FOLDER... [--album NAME] [--dry-run] [--watch] [--json]
      Puts all pictures in, those in folders within too. What the drive has
      already is not sent again, so that it can be called as often as you like,
      and goes on where it was stopped. Dates, names and albums are read from the
      JSON files of Google Takeout, or of export.
        --album NAME  puts all of it into this album, made when there is none
        --dry-run     says what would be sent, and sends nothing
        --watch       stays, and sends what comes into the folders

  npm run -s cli -- share ID|FOLDER|FILE... [--sizes ${VARIANT_NAMES.join(',')}] [--name NAME]
                          [--password] [--until DAY] [--json]
      Makes one link for these pictures and prints it. What is no id is put in
      first, as upload does.
        --sizes       what it gives away, of ${sizeNamesInWords()} (the original)
        --password    asks for a password that the link asks for
        --until DAY   ends with that day (2026-12-31), or at a time
                      (2026-12-31T12:00:00Z)

  npm run -s cli -- list [WORD...] [--limit N] [--json]
      The newest pictures, or those that the search of the pages finds by these
      words: of names, dates (june 2019), types (heic).

  npm run -s cli -- download ID... [--to FOLDER] [--size ${SIZE_NAMES.join('|')}]
      Fetches pictures under their names; the originals unless a size is named.

  npm run -s cli -- export FOLDER [--json]
      Fetches everything, each original with a JSON file beside it, and the albums
      in albums.json. Stopped in the middle it goes on when it is called again.
      upload of that folder to another account gives the same pictures with the
      same names, dates and albums.

It ends with 0 when all was done, 1 when something was not (and then says what),
2 when the command was not understood, 130 when it was interrupted.
`;

/** A link to be made for what is named: ids of pictures, and paths. */
export interface ShareCommand {
  name: 'share';
  things: readonly string[];
  sizes: readonly SizeName[];
  /** What the link is called. */
  title: string | undefined;
  /** To be asked for. */
  password: boolean;
  until: Date | null;
  json: boolean;
}

/** What is to be done. */
export type Command =
  | { name: 'help' }
  | { name: 'login'; url: string }
  | { name: 'upload'; folders: readonly string[]; album: string | undefined; dryRun: boolean; watch: boolean; json: boolean }
  | ShareCommand
  | { name: 'list'; words: readonly string[]; limit: number; json: boolean }
  | { name: 'download'; ids: readonly string[]; to: string; size: SizeName }
  | { name: 'export'; folder: string; json: boolean };

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  'dry-run': { type: 'boolean' },
  watch: { type: 'boolean' },
  json: { type: 'boolean' },
  album: { type: 'string' },
  sizes: { type: 'string' },
  name: { type: 'string' },
  password: { type: 'boolean' },
  until: { type: 'string' },
  limit: { type: 'string' },
  to: { type: 'string' },
  size: { type: 'string' },
} as const;

/** Which of the options a command knows. */
const KNOWN: Record<string, readonly string[]> = {
  login: [],
  upload: ['album', 'dry-run', 'watch', 'json'],
  share: ['sizes', 'name', 'password', 'until', 'json'],
  list: ['limit', 'json'],
  download: ['to', 'size'],
  export: ['json'],
};
const NAMES = 'login, upload, share, list, download or export';

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
      return {
        name,
        folders: some(rest, 'upload FOLDER...'),
        album: values.album === undefined ? undefined : albumOf(values.album),
        dryRun: values['dry-run'] ?? false,
        watch: values.watch ?? false,
        json,
      };
    case 'share':
      return {
        name,
        things: some(rest, 'share ID|FOLDER|FILE...'),
        sizes: [...new Set((values.sizes?.split(',') ?? VARIANT_NAMES).map(sizeOf))],
        title: values.name,
        password: values.password ?? false,
        until: values.until === undefined ? null : untilOf(values.until),
        json,
      };
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

function sizeOf(text: string): SizeName {
  if (!isSizeName(text)) throw misused(`There is no size ${text}: only ${SIZE_NAMES.join(', ')}`);
  return text;
}

function albumOf(text: string): string {
  const name = albumName(text);
  if (name !== text.normalize('NFC').trim() || name === '')
    throw misused(`--album can't be ${text}: a name of 1 to ${MAX_ALBUM_NAME} characters`);
  return name;
}

/** With a day alone: the end of that day, where the person is. */
function untilOf(text: string): Date {
  const [, year, month, day] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []).map(Number);
  const time = InstantIn.safeParse(text).data;
  const until = time ?? new Date(year!, month! - 1, day! + 1);
  const exists = time !== undefined || new Date(year!, month! - 1, day!).getDate() === day;
  if (!exists || !(until.getTime() > Date.now())) throw misused(`--until can't be ${text}: a day to come, like 2026-12-31`);
  return until;
}

function limitOf(text: string): number {
  const limit = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (limit < 1) throw misused(`--limit can't be ${text}: a number from 1 on`);
  return limit;
}

function misused(what: string): CliError {
  return new CliError(`${what}. More: npm run -s cli -- --help`, 2);
}
