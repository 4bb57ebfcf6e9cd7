import { existsSync, readdirSync, readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

interface Project {
  sourceRoot: string;
  compilerOptions: { tsConfigPath: string };
}

const { projects } = JSON.parse(readFileSync('nest-cli.json', 'utf8')) as { projects: Record<string, Project> };
const apps = readdirSync('apps').filter((name) => existsSync(`apps/${name}/main.ts`));

it('nest-cli.json has a project for every app, and no other', () => {
  expect(Object.keys(projects).sort()).toEqual(apps.sort());
});

it.each(Object.entries(projects))('%s has its own sources and compiler settings', (name, { sourceRoot, compilerOptions }) => {
  expect(sourceRoot).toBe(`apps/${name}`);
  expect(existsSync(compilerOptions.tsConfigPath)).toBe(true);
});
