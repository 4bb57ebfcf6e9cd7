import { readFileSync } from 'node:fs';

import { ConfigError } from './config-error.js';

/**
 * The text of one setting, or undefined when it is not set; empty counts as not set, as in a compose file with `${NAME:-}`.
 * A secret may stand in the file that its `_FILE` twin names. PORT also goes without the prefix, as hosts set it.
 */
export function readSetting(env: NodeJS.ProcessEnv, name: string, secret: boolean): string | undefined {
  const full = `SHOEBOX_${name}`;
  const value = env[full] || undefined;
  if (name === 'PORT') return samePort(value, env['PORT'] || undefined);
  const file = secret ? env[`${full}_FILE`] : undefined;
  if (!file) return value;
  if (value) throw new ConfigError(`${full} and ${full}_FILE are both set: keep one.`);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new ConfigError(`${full}_FILE names "${file}", which can't be read.`);
  }
}

function samePort(prefixed: string | undefined, plain: string | undefined): string | undefined {
  if (prefixed && plain && prefixed !== plain) {
    throw new ConfigError(`SHOEBOX_PORT is "${prefixed}" and PORT is "${plain}": keep one.`);
  }
  return prefixed ?? plain;
}
