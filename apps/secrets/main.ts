import { makeSecrets, SecretsError } from './make-secrets.js';

const folder = process.argv[2] ?? '/run/secrets';
try {
  const made = await makeSecrets(folder);
  process.stdout.write(made.length > 0 ? `secrets: made for ${made.join(', ')}\n` : 'secrets: all there\n');
} catch (error) {
  if (!(error instanceof SecretsError)) throw error;
  process.stderr.write(`secrets: ${error.message}\n`);
  process.exitCode = 1;
}
