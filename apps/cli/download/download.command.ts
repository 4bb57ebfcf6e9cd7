import { mkdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

import type { Command } from 'commander';

import { Image } from '#libs/api/image.js';
import { typedPath } from '#libs/config/user-folder.js';
import { extensionOf } from '#libs/domain/image-types.js';
import { EntryNames } from '#libs/domain/image/entry-names.js';
import { sizeNamesInWords, type SizeName } from '#libs/domain/variants.js';

import { ApiError } from '../drive/api-error.js';
import type { Api } from '../drive/api.js';
import { SHORT } from '../drive/retry.js';
import { saveFile } from '../files/save-file.js';
import { connect, type CliContext } from '../login/connect.js';
import { sizeOf } from '../share/share.command.js';

interface Options {
  to: string;
  size: SizeName;
}

export function downloadCommand(program: Command, context: CliContext): void {
  program
    .command('download')
    .summary('Download pictures.')
    .description('Download pictures under their names. Existing files are never replaced.')
    .argument('<id...>', 'at least one ID of a picture, as list prints it')
    .option('--to <folder>', 'Where to save them.', '.')
    .option('--size <size>', `One of ${sizeNamesInWords()} (the original).`, sizeOf, 'o')
    .action((ids: string[], options: Options) => download(context, ids, options));
}

/** Exit code 1 when a picture failed; the others are downloaded. */
async function download(context: CliContext, ids: readonly string[], options: Options): Promise<void> {
  const { api } = await connect(context, SHORT);
  const folder = typedPath(options.to);
  await mkdir(folder, { recursive: true });
  const names = new EntryNames();
  for (const id of new Set(ids)) {
    try {
      const image = await api.json(Image, 'GET', `/api/images/${encodeURIComponent(id)}`);
      context.terminal.say(await save(api, image, { folder, size: options.size, names }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      process.exitCode = 1;
      context.terminal.say(`${id}: ${error.detail}`);
      if (error.isFinal) return;
    }
  }
}

/** Saves one size under the first free name. Returns the path. */
async function save(
  api: Api,
  image: Image,
  { folder, size, names }: { folder: string; size: SizeName; names: EntryNames },
): Promise<string> {
  const { name, sha256, sortAt } = image;
  const wanted =
    size === 'o'
      ? name
      : `${name.slice(0, name.length - extname(name).length)}-${size}${extensionOf(image.sizes[size].type ?? 'image/jpeg')}`;
  const options = { modifiedAt: new Date(sortAt), sha256: size === 'o' ? sha256 : undefined };
  for (;;) {
    const file = join(folder, names.take(wanted));
    try {
      await saveFile(api, `/get/${image.id}/${size}?exact`, file, options);
      return file;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
