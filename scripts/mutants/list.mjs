import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import ts from 'typescript';

/** Reads the lists of `test/mutants`. @returns {Promise<{ id, promise, file, find, replace, killedBy, survives? }[]>} */
export async function readMutants(root) {
  const lists = globSync('test/mutants/*.mutants.ts', { cwd: root }).toSorted();
  const files = await Promise.all(lists.map(async (list) => (await import(pathToFileURL(join(root, list)).href)).mutated));
  return files.flat().flatMap(({ file, killedBy, mutants }) => mutants.map((mutant) => ({ killedBy, ...mutant, file })));
}

/** The source with the mutation. @throws Error that says what to update when the text does not occur exactly once, or the result can't be parsed */
export function mutate(root, { id, file, find, replace }) {
  const source = readFileSync(join(root, file), 'utf8');
  const times = source.split(find).length - 1;
  if (times !== 1)
    throw new Error(`${id}: its text occurs ${times} times in ${file}. Update "find" in test/mutants: ${JSON.stringify(find)}`);
  const mutated = source.replace(find, () => replace);
  const [problem] = ts.createSourceFile(file, mutated, ts.ScriptTarget.Latest).parseDiagnostics;
  if (problem) throw new Error(`${id}: ${file} can't be parsed with it: ${ts.flattenDiagnosticMessageText(problem.messageText, ' ')}`);
  return mutated;
}
