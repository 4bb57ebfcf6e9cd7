import './node-version.mjs';

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from './build.mjs';
import { signUp, startDrive } from './built-drive.mjs';
import { run } from './run.mjs';

// The two validators of the IIIF Image API, packages of Python, against the built drive: both have a module of the same name, so each has a
// virtual environment. The reference image comes with one of them.

const VALIDATORS = {
  official: ['iiif-validator==1.0.5'],
  // Its pyvips needs libvips, which another package brings.
  ng: ['iiif-validator-ng==0.1.0', 'pyvips-binary==8.18.7'],
};
/**
 * What the drive offers beyond level 2, and the official validator tests only when it is named. Its test of WebP calls what Python 3 does not
 * have; the other validator tests that.
 */
const BEYOND = ['rot_mirror', 'rot_mirror_180', 'rot_full_non90', 'rot_region_non90', 'linkheader_canonical', 'linkheader_profile'];
/**
 * Runs all tests of the other validator that apply to what the image information says, and counts those that fail; its command ends with 0
 * whatever they find. One line of it needs Python 3.12, and is read as older ones know it.
 */
const NG = `
import importlib.util, pathlib, sys
spec = importlib.util.find_spec("iiif_validator.validate")
typed = "import typing\\nT = typing.TypeVar('T')\\nclass SizedGenerator(typing.Generic[T]):"
source = pathlib.Path(spec.origin).read_text().replace("class SizedGenerator[T]:", typed)
module = importlib.util.module_from_spec(spec)
exec(compile(source, spec.origin, "exec"), module.__dict__)
from iiif_validator.tests.test import IIIFVersion, TargetServer, ValidationFailure
server = TargetServer(sys.argv[1], validation_id=sys.argv[2], version=IIIFVersion.V3)
passed = failed = 0
for test, results in module.run_tests(server):
    for result in results if type(results) is list else [results]:
        bad = isinstance(result, ValidationFailure)
        failed += bad
        passed += not bad
        print("FAIL" if bad else "PASS", test.__name__, result.details, *([result.url, "expected", result.expected, "received", result.received] if bad else []))
print(f"Done ({passed} passed, {failed} failures)")
sys.exit(1 if failed or not passed else 0)
`;

const environments = Object.fromEntries(Object.entries(VALIDATORS).map(([name, packages]) => [name, install(name, packages)]));
await build();
const folder = mkdtempSync(join(tmpdir(), 'shoebox-iiif-'));
const drive = await startDrive(folder);
const failed = [];
try {
  const identifier = await share(drive.url);
  const { host } = new URL(drive.url);
  const official = join(environments.official, 'bin', 'iiif-validate.py');
  const target = ['-s', host, '-p', 'iiif/3', '-i', identifier, '--version=3.0'];
  const named = BEYOND.flatMap((test) => ['--test', test]);
  writeFileSync(join(folder, 'ng.py'), NG);
  for (const [who, command, args] of [
    ['iiif-validator, level 2', official, [...target, '--level=2']],
    ['iiif-validator, beyond level 2', official, [...target, ...named]],
    ['iiif-validator-ng', join(environments.ng, 'bin', 'python'), [join(folder, 'ng.py'), `${drive.url}/iiif/3`, identifier]],
  ]) {
    console.log(`iiif: ${who}`);
    if ((await run(command, args, { cwd: folder })) !== 0) failed.push(who);
  }
} finally {
  drive.process.kill('SIGTERM');
  await drive.ended;
  rmSync(folder, { recursive: true, force: true });
}
console.log(failed.length === 0 ? 'iiif: all validators pass at level 2' : `iiif: see the failures above, of ${failed.join(' and ')}`);
process.exit(failed.length === 0 ? 0 : 1);

/** A virtual environment in the temporary folder, made when it is missing. @throws when the packages can't be installed */
function install(name, packages) {
  const environment = join(tmpdir(), `shoebox-iiif-${packages[0].replace('==', '-')}`);
  const done = join(environment, 'installed');
  if (existsSync(done)) return environment;
  // Half an environment would be taken for a whole one.
  rmSync(environment, { recursive: true, force: true });
  execFileSync('python3', ['-m', 'venv', environment], { stdio: 'inherit' });
  const pip = ['install', '--quiet', '--disable-pip-version-check', '--retries', '2', ...packages];
  execFileSync(join(environment, 'bin', 'pip'), pip, { stdio: 'inherit' });
  writeFileSync(done, '');
  return environment;
}

/** Resolves with the identifier of the reference image in a share: it is open to everybody who has the link. */
async function share(url) {
  const ada = await signUp(url);
  const lib = readdirSync(join(environments.ng, 'lib')).find((name) => name.startsWith('python'));
  const reference = join(environments.ng, 'lib', lib, 'site-packages', 'iiif_validator', 'validation_image.png');
  if (readFileSync(reference).length === 0) throw new Error('The reference image is empty.');
  const { id } = await ada.upload(reference, '67352ccc-d1b0-11e1-89ae-279075081939.png');
  const { token } = await ada.post('/api/shares', { imageIds: [id], sizes: ['o'] });
  return `${token}~${id}`;
}
