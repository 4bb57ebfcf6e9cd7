import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Copies the working tree into a temporary folder, with a link to its node_modules. Mutations are never made in the working tree. */
export function copyTree(root) {
  const folder = mkdtempSync(join(tmpdir(), 'shoebox-mutants-'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  for (const file of listed.split('\0').filter(Boolean)) {
    if (existsSync(join(root, file)) && file !== 'node_modules') cpSync(join(root, file), join(folder, file));
  }
  symlinkSync(resolve(root, 'node_modules'), join(folder, 'node_modules'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
