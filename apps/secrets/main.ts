import { makeSecrets, SecretsError } from './make-secrets.js';

const folder = process.argv[2] ?? '/run/secrets';
try {
  const created = await makeSecrets(folder);
  process.stdout.write(created.length > 0 ? `secrets: created for ${created.join(', ')}\n` : 'secrets: all exist\n');
} catch (error) {
  if (!(error instanceof SecretsError)) throw error;
  process.stderr.write(`secrets: ${error.message}\n`);
  process.exitCode = 1;
}
