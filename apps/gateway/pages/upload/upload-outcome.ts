import { UploadResults } from '#libs/contract/image.js';

/** What became of the files of one plain form. */
export interface UploadOutcome {
  wentIn: number;
  failures: { name: string; reason: string }[];
}

/**
 * Reads media's answer to an upload: 200 or 201 for one file, 207 with results for several, a problem for none.
 * @param body of that answer, as JSON
 */
export function uploadOutcome(status: number, body: unknown): UploadOutcome {
  if (status === 200 || status === 201) return { wentIn: 1, failures: [] };
  const several = UploadResults.safeParse(body);
  if (!several.success) return { wentIn: 0, failures: [{ name: 'Your file', reason: reason(body) }] };
  const failures = several.data.results.flatMap((result) =>
    'error' in result ? [{ name: result.name, reason: reason(result.error) }] : [],
  );
  return { wentIn: several.data.results.length - failures.length, failures };
}

function reason(problem: unknown): string {
  const title = text(problem, 'title');
  return [title && `${title}.`, text(problem, 'detail')].filter(Boolean).join(' ') || 'It did not arrive. Try again.';
}

function text(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null || !(key in value)) return undefined;
  const found = (value as Record<string, unknown>)[key];
  return typeof found === 'string' && found !== '' ? found : undefined;
}
