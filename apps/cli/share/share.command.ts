import type { Command } from 'commander';

import { IMAGE_ID, InstantIn } from '#libs/api/image.js';
import { MAX_SHARED, ShareWithImages } from '#libs/api/share.js';
import { typedPath } from '#libs/config/user-folder.js';
import { isSizeName, SIZE_NAMES, sizeNamesInWords, VARIANT_NAMES, type SizeName } from '#libs/domain/variants.js';
import { CommandError, usageError } from '#libs/terminal/command-error.js';

import { connect, requireScope, type CliContext } from '../login/connect.js';
import { uploadOnce } from '../upload/upload.command.js';

interface Options {
  sizes: readonly SizeName[];
  name?: string;
  password?: boolean;
  until?: Date;
  json?: boolean;
}

export function shareCommand(program: Command, context: CliContext): void {
  program
    .command('share')
    .summary('Create a link to pictures.')
    .description('Create one link to these pictures and print it. Folders and files are uploaded first.')
    .argument('<what...>', 'at least one picture, folder or file')
    .option('--sizes <sizes>', `Sizes that people with the link can get, of ${sizeNamesInWords()} (the original).`, sizesOf, [
      ...VARIANT_NAMES,
    ])
    .option('--name <name>', 'Name of the link.')
    .option('--password', 'Ask for a password, or read it from standard input, that opens the link.')
    .option(
      '--until <day>',
      'Expires at the end of this day (2026-12-31), or at a time\n(2026-12-31T12:00:00Z). Without it the link never expires.',
      untilOf,
    )
    .option('--json', 'Print JSON.')
    .action((what: string[], options: Options) => share(context, what, options));
}

async function share(context: CliContext, what: readonly string[], { sizes, name, password, until, json }: Options): Promise<void> {
  const { terminal, progress } = context;
  const { api, login } = await connect(context);
  requireScope(login, 'share', 'create links');
  const secret = password ? await terminal.ask('Password of the link: ', { secret: true }) : undefined;
  if (password && !secret) throw new CommandError('The password is missing. Type it, or send it to standard input.');
  const ids = what.filter((one) => IMAGE_ID.test(one));
  const paths = what.filter((one) => !IMAGE_ID.test(one)).map((path) => typedPath(path));
  const report = paths.length > 0 ? await uploadOnce(api, paths, context) : undefined;
  const { trash = 0, other = 0 } = report?.counts ?? {};
  // On standard error: the output is the link alone.
  if (report && (!report.isComplete || trash + other > 0)) for (const line of report.lines()) progress.write(`${line}\n`);
  if (report && !report.isComplete) throw new CommandError('No link was created: some of these pictures are not in the drive.');
  const imageIds = [...new Set([...ids, ...(report?.inDrive.flatMap(({ id }) => id ?? []) ?? [])])];
  if (imageIds.length === 0) throw new CommandError('No link was created: no picture was found.');
  if (imageIds.length > MAX_SHARED) {
    throw new CommandError(`No link was created: a link can contain ${MAX_SHARED} pictures; these are ${imageIds.length}.`);
  }
  const body = { imageIds, sizes, name: name ?? null, password: secret ?? null, expiresAt: until?.toISOString() ?? null };
  // Once: a call whose answer was lost may have created a link.
  const made = await api.jsonOnce(ShareWithImages, 'POST', '/api/shares', body);
  const url = `${api.url}${made.page}`;
  if (json) terminal.sayJson({ url, ...made }, 2);
  else terminal.say(url);
}

export function sizeOf(text: string): SizeName {
  if (!isSizeName(text)) throw usageError(`"${text}" is not a size; use ${SIZE_NAMES.join(', ')}.`);
  return text;
}

function sizesOf(text: string): SizeName[] {
  return [...new Set(text.split(',').map(sizeOf))];
}

/** A day means its last moment in local time, so that people who look at the link read this day. @throws CommandError for a time that is over, or none */
export function untilOf(text: string): Date {
  const [, year, month, day] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []).map(Number);
  const time = InstantIn.safeParse(text).data;
  const until = time ?? new Date(year!, month! - 1, day!, 23, 59, 59, 999);
  const exists = time !== undefined || (until.getMonth() === month! - 1 && until.getDate() === day);
  if (!exists || !(until.getTime() > Date.now())) throw usageError(`--until is ${text}; use a day in the future, such as 2026-12-31.`);
  return until;
}
