import { UploadResults } from '#libs/api/image.js';

/** The results of a form that was sent without a script. */
export interface UploadOutcome {
  uploaded: number;
  failures: { name: string; reason: string }[];
}

/**
 * Reads media's answer to an upload: 200 or 201 for one file, 207 with results for several, else a problem.
 * @param body the parsed JSON of the answer
 */
export function uploadOutcome(status: number, body: unknown): UploadOutcome {
  if (status === 200 || status === 201) return { uploaded: 1, failures: [] };
  const several = UploadResults.safeParse(body);
  if (!several.success) return { uploaded: 0, failures: [{ name: 'Your file', reason: reason(body) }] };
  const failures = several.data.results.flatMap((result) =>
    'error' in result ? [{ name: result.name, reason: reason(result.error) }] : [],
  );
  return { uploaded: several.data.results.length - failures.length, failures };
}

function reason(problem: unknown): string {
  const title = text(problem, 'title');
  return [title && `${title}.`, text(problem, 'detail')].filter(Boolean).join(' ') || 'The upload failed. Try again.';
}

function text(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null || !(key in value)) return undefined;
  const found = (value as Record<string, unknown>)[key];
  return typeof found === 'string' && found !== '' ? found : undefined;
}
