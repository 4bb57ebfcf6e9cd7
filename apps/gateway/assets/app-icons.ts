import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { publicFolder } from './assets.js';

/** What the build drew (scripts/icons.mjs), by what it is for. */
export type AppIcons = Readonly<Record<'small' | 'large' | 'maskable' | 'apple', { href: string; size: number }>>;

let known: AppIcons | null | undefined;

/** The icons of the installed app; null where nothing has been built (in unit tests). Read once. */
export function appIcons(): AppIcons | null {
  known ??= readIcons(publicFolder && join(publicFolder, 'icons.json'));
  return known;
}

/** @param file path of `icons.json`; undefined or not there: nothing has been built */
export function readIcons(file: string | undefined): AppIcons | null {
  if (!file || !existsSync(file)) return null;
  const names = JSON.parse(readFileSync(file, 'utf8')) as Record<keyof AppIcons, { file: string; size: number }>;
  const icons = Object.entries(names).map(([name, icon]) => [name, { href: `/assets/${icon.file}`, size: icon.size }]);
  return Object.fromEntries(icons) as AppIcons;
}
