import './node-version.mjs';

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { build } from './build.mjs';
import { signUp, startDrive } from './built-drive.mjs';
import { run } from './run.mjs';

/** The version of Schemathesis (https://schemathesis.io), a package of Python. */
const SCHEMATHESIS = '4.32.5';
/** Ends the session of the run, or never ends itself; each has suites of its own. */
const NOT_WITH_SESSION = ['/api/auth/logout', '/api/auth/sessions/{id}', '/api/auth/password', '/api/events'];
/**
 * 422 says what no schema can: an e-mail without a domain, a common password. So does 400 of the operations below: a cursor of another list, a
 * day that is over, modifiers that can't be, a text field beside a form's files; and 415: bytes that are no picture. A field that is too long
 * may make the body too large (413). QUERY without a type of content is 400 by RFC 10008.
 */
const CONFIG = `[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", "401", "403", "404", "409", "422", "429", "5xx"]

[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "406", "409", "413", "415", "422", "428", "429", "5xx"]

[phases.coverage]
unexpected-methods = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "PATCH", "TRACE"]

[auth]
auto-signup = false

[[operations]]
include-name = ["GET /api/images", "GET /api/images/months", "GET /api/images/{id}/neighbours", "GET /api/shares"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "401", "403", "404"]

[[operations]]
include-name = ["GET /i/{address}", "GET /iiif/3/{identifier}/{region}/{size}/{rotation}/{file}"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "301", "400", "401", "403", "404", "422", "429", "503"]

[[operations]]
include-name = ["POST /api/auth/tokens", "POST /api/images/{id}/sign", "POST /api/shares", "PATCH /api/shares/{id}", "PUT /api/presets/{name}"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "401", "403", "404", "409", "422", "429"]

[[operations]]
include-name = ["POST /api/images", "PUT /api/images", "POST /api/shares/upload", "PUT /api/shares/upload"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "401", "403", "404", "409", "415", "422", "429", "507"]
`;
const PICTURES = ['basn0g08', 'basn2c08', 'basn6a08'];

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
    // Where Schemathesis can't be installed, nothing is tested and nothing fails.
    optional: { type: 'boolean', default: false },
  },
});
const seconds = Math.round((Number(options.minutes) * 60) / 2);

const st = install();
await build();
const folder = mkdtempSync(join(tmpdir(), 'shoebox-fuzz-'));
writeFileSync(join(folder, 'schemathesis.toml'), CONFIG);
const drive = await startDrive(folder);
let failed = 0;
try {
  const token = await fill(drive.url);
  failed += await fuzz('with a session', [
    '--header',
    `Authorization: Bearer ${token}`,
    ...NOT_WITH_SESSION.flatMap((path) => ['--exclude-path', path]),
  ]);
  failed += await fuzz('without a session', []);
} finally {
  drive.process.kill('SIGTERM');
  await drive.ended;
  rmSync(folder, { recursive: true, force: true });
}
console.log(`fuzz:api: ${failed === 0 ? 'every answer is documented, and none is a 5xx' : 'see the failures above'}`);
process.exit(failed === 0 ? 0 : 1);

/** The command of Schemathesis: SCHEMATHESIS, or one in a virtual environment in the temporary folder, made when it is missing. */
function install() {
  if (process.env.SCHEMATHESIS) return process.env.SCHEMATHESIS;
  const environment = join(tmpdir(), `shoebox-schemathesis-${SCHEMATHESIS}`);
  const command = join(environment, 'bin', 'st');
  if (existsSync(command)) return command;
  const pip = ['install', '--quiet', '--disable-pip-version-check', '--retries', '2', `schemathesis==${SCHEMATHESIS}`];
  try {
    execFileSync('python3', ['-m', 'venv', environment], { stdio: 'inherit' });
    execFileSync(join(environment, 'bin', 'pip'), pip, { stdio: 'inherit' });
  } catch (error) {
    // Half an environment would be taken for a whole one.
    rmSync(environment, { recursive: true, force: true });
    if (!options.optional) throw error;
    console.log(`skipped: fuzz:api, for Schemathesis can't be installed: ${error.message}`);
    process.exit(0);
  }
  return command;
}

/** An account with some pictures, an album and a share. Resolves with its session token. */
async function fill(url) {
  const ada = await signUp(url);
  const ids = [];
  for (const name of PICTURES) ids.push((await ada.upload(`test/fixtures/pngsuite/${name}.png`, `${name}.png`)).id);
  await ada.post('/api/albums', { name: 'Colours' });
  await ada.post('/api/shares', { imageIds: ids });
  return ada.token;
}

/** Resolves with the exit code of Schemathesis: 0 when it found nothing. */
async function fuzz(who, more) {
  console.log(`fuzz:api: ${who}, ${seconds} s, seed ${options.seed}`);
  const limits = ['--max-time', String(seconds), '--request-timeout', '15', '--seed', options.seed];
  const args = ['run', `${drive.url}/openapi.json`, '--checks', 'all', '--continue-on-failure', '--no-color', ...limits, ...more];
  return run(st, args, { cwd: folder });
}
