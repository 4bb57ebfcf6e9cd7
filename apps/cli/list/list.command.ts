import type { Command } from 'commander';

import type { Image } from '#libs/api/image.js';
import { usageError } from '#libs/terminal/command-error.js';
import { table } from '#libs/terminal/table.js';
import { visible } from '#libs/terminal/visible.js';

import { listImages, PAGE } from '../drive/list-images.js';
import { SHORT } from '../drive/retry.js';
import { connect, type CliContext } from '../login/connect.js';

interface Options {
  limit: number;
  json?: boolean;
}

export function listCommand(program: Command, context: CliContext): void {
  program
    .command('list')
    .summary('List the newest pictures, or search.')
    .description('List the newest pictures, or those that match all words: words of file names,\ndates (june 2019), types (heic).')
    .argument('[words...]', 'words to search for')
    .option('--limit <n>', 'How many pictures.', limitOf, 50)
    .option('--json', 'Print JSON.')
    .action((words: string[], options: Options) => list(context, words, options));
}

async function list(context: CliContext, words: readonly string[], { limit, json }: Options): Promise<void> {
  const { api } = await connect(context, SHORT);
  const images: Image[] = [];
  const query = { limit: String(Math.min(limit, PAGE)), ...(words.length > 0 && { q: words.join(' ') }) };
  for await (const image of listImages(api, query)) {
    images.push(image);
    if (images.length === limit) break;
  }
  if (json) return context.terminal.sayJson({ items: images }, 2);
  const rows = images.map(({ id, sortAt, bytes, state, name }) => [id, sortAt.slice(0, 10), String(bytes), state, visible(name)]);
  for (const line of table([['ID', 'DAY', 'BYTES', 'STATE', 'NAME'], ...rows], { right: ['BYTES'] })) context.terminal.say(line);
}

function limitOf(text: string): number {
  const limit = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (limit < 1) throw usageError(`--limit is ${text}; use a number from 1.`);
  return limit;
}
