import { expect, it } from 'vitest';
import { openApiDocument } from './openapi.js';
it('x', () => {
  const d = openApiDocument();
  console.log(JSON.stringify(d, null, 1));
  expect(d.openapi).toBe('3.1.1');
});
