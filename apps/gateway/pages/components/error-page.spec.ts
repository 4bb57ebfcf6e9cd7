import { expect, it } from 'vitest';

import { Problem } from '#libs/api/errors.js';

import { errorPage } from './error-page.js';

it('shows title, detail, a link home and the request id', () => {
  const page = errorPage(new Problem('STORAGE_FULL', 'Make <room>.', { cause: new Error('ENOSPC /srv/secret') }), 'req-1');
  expect(page).toContain('<title>The drive is full · Shoebox</title>');
  expect(page).toContain('Make &lt;room>.');
  expect(page).toContain('<code>req-1</code>');
  expect(page).not.toContain('/srv/secret');
});
