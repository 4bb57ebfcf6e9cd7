import { makeSecrets, SecretsError } from './make-secrets.js';
import { makeUsers } from './make-users.js';

/** `main.js FOLDER` makes passwords; `main.js FOLDER --users` makes the users of the stores with them. */
const [folder = '/run/secrets', what] = process.argv.slice(2);
try {
  if (what === '--users') {
    await makeUsers(folder);
    process.stdout.write('secrets: the users of the stores are there\n');
  } else {
    const created = await makeSecrets(folder);
    process.stdout.write(created.length > 0 ? `secrets: created for ${created.join(', ')}\n` : 'secrets: all exist\n');
  }
} catch (error) {
  if (!(error instanceof SecretsError)) throw error;
  process.stderr.write(`secrets: ${error.message}\n`);
  process.exitCode = 1;
}
