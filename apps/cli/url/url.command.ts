import { Option, type Command } from 'commander';

import { IMAGE_ID } from '#libs/api/image.js';
import { PRESET_NAME, SignedAddress } from '#libs/api/signed-address.js';
import { EXTENSIONS } from '#libs/api/transform.js';
import { canonicalAddress, parseAddress, writtenAddress } from '#libs/domain/transform/address.js';
import { BadTransform } from '#libs/domain/transform/modifiers.js';
import { usageError } from '#libs/terminal/command-error.js';

import { SHORT } from '../drive/retry.js';
import { connect, requireScope, type CliContext } from '../login/connect.js';
import { untilOf } from '../share/share.command.js';

interface Options {
  modifiers?: string;
  preset?: string;
  format: (typeof EXTENSIONS)[number];
  sign?: boolean;
  until?: Date;
  key?: string;
  json?: boolean;
}

export function urlCommand(program: Command, context: CliContext): void {
  program
    .command('url')
    .summary('Print the address of a picture in any size.')
    .description(
      'Print the address of a picture as modifiers or a preset say. With --sign everybody\nwho has the address sees the picture, without an account.',
    )
    .argument('<id>', 'the ID of a picture')
    .addOption(new Option('--modifiers <text>', 'Such as SL600_QL75; see docs/transforms.md.').conflicts('preset'))
    .option('--preset <name>', 'A preset of yours or of the drive.', presetOf)
    .addOption(new Option('--format <format>', 'Type of the file.').choices(EXTENSIONS).default('jpg'))
    .option('--sign', 'Sign it with one of your keys, which you create on your account page.')
    .option(
      '--until <day>',
      'With --sign: ends at the end of this day (2026-12-31), or at a time\n(2026-12-31T12:00:00Z). Without it the address has no end.',
      untilOf,
    )
    .option('--key <id>', 'With --sign: the ID of the key; without it the newest.')
    .option('--json', 'Print JSON.')
    .action((id: string, options: Options) => url(context, id, options));
}

async function url(context: CliContext, id: string, { modifiers, preset, format, sign, until, key, json }: Options): Promise<void> {
  const { terminal } = context;
  if (!IMAGE_ID.test(id)) throw usageError(`"${id}" is not the ID of a picture. To see IDs: list`);
  if (!sign && (until || key !== undefined)) throw usageError('--until and --key are for signed addresses: add --sign.');
  const path = pathOf(id, { modifiers, preset, format });
  const { api, login } = await connect(context, SHORT);
  if (!sign) {
    const address = `${api.url}${path}`;
    return json ? terminal.sayJson({ url: address }, 2) : terminal.say(address);
  }
  requireScope(login, 'share', 'sign addresses');
  const body = { modifiers, preset, format, until: until?.toISOString() ?? null, key };
  const signed = await api.json(SignedAddress, 'POST', `/api/images/${id}/sign`, body);
  const address = `${api.url}${signed.url}`;
  if (json) terminal.sayJson({ ...signed, url: address }, 2);
  else terminal.say(address);
}

/** The path in its canonical form. What a preset means only the drive knows. @throws CommandError for modifiers that can't be */
function pathOf(id: string, { modifiers, preset, format }: Pick<Options, 'modifiers' | 'preset' | 'format'>): string {
  const written = writtenAddress(id, { modifiers, preset, format });
  if (preset !== undefined) return `/i/${written}`;
  try {
    return `/i/${canonicalAddress(parseAddress(written))}`;
  } catch (error) {
    throw error instanceof BadTransform ? usageError(`--modifiers: ${error.message}`) : error;
  }
}

function presetOf(text: string): string {
  if (!PRESET_NAME.test(text)) throw usageError(`--preset is ${text}; use the name of a preset, such as hero.`);
  return text;
}
