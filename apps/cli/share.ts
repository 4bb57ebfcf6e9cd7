import { IMAGE_ID } from '#libs/contract/image.js';
import { MAX_SHARED, ShareWithImages } from '#libs/contract/share.js';
import { typedPath } from '#libs/config/user-folder.js';
import type { Terminal } from '#libs/terminal/terminal.js';

import type { Api } from './api.js';
import type { ShareCommand } from './arguments.js';
import { CliError } from './cli-error.js';
import type { Report } from './report.js';

/**
 * Makes a link and returns what is printed: its address, or with `--json` all that the drive says of it. `upload` puts the paths in first.
 * `note` hears of files that the link does not show. @throws CliError when not all of what was named can be in it, ApiError
 */
export async function share(
  api: Api,
  { things, sizes, title, password, until, json }: ShareCommand,
  { terminal, upload, note }: { terminal: Terminal; upload(paths: string[]): Promise<Report>; note(line: string): unknown },
): Promise<string> {
  const secret = password ? await terminal.ask('Password of the link: ', { secret: true }) : undefined;
  if (password && !secret) throw new CliError('A password is needed: type it, or send it in a line on standard input.');
  const ids = things.filter((thing) => IMAGE_ID.test(thing));
  const paths = things.filter((thing) => !IMAGE_ID.test(thing));
  const report = paths.length > 0 ? await upload(paths.map((path) => typedPath(path))) : undefined;
  const { trash = 0, other = 0 } = report?.counts ?? {};
  if (report && (!report.isWhole || trash + other > 0)) for (const line of report.lines()) note(line);
  if (report && !report.isWhole) throw new CliError('No link was made: not all of these pictures are in the drive.');
  const imageIds = [...new Set([...ids, ...(report?.inDrive.flatMap(({ id }) => id ?? []) ?? [])])];
  if (imageIds.length === 0) throw new CliError('No link was made: there is no picture in what was named.');
  if (imageIds.length > MAX_SHARED)
    throw new CliError(`No link was made: these are ${imageIds.length} pictures, and a link shows ${MAX_SHARED} at most.`);
  const body = { imageIds, sizes, name: title ?? null, password: secret ?? null, expiresAt: until?.toISOString() ?? null };
  // Not tried again: a try whose answer was lost may have made a link.
  const made = await api.jsonOnce(ShareWithImages, 'POST', '/api/shares', body);
  const url = `${api.url}${made.page}`;
  return json ? JSON.stringify({ url, ...made }, null, 2) : url;
}
