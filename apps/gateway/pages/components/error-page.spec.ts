import { expect, it } from 'vitest';

import { Problem } from '#libs/contract/errors.js';

import { errorPage } from './error-page.js';

it('says what happened, what to do and where it stands in the log', () => {
  const page = errorPage(new Problem('STORAGE_FULL', 'Make <room>.', { cause: new Error('ENOSPC /srv/secret') }), 'req-1');
  expect(page).toContain('<title>The drive is full · Shoebox</title>');
  expect(page).toContain('Make &lt;room>.');
  expect(page).toContain('<code>req-1</code>');
  expect(page).not.toContain('/srv/secret');
});
