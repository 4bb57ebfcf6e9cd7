/** What the page needs to know of an image; libs/contract/image.ts has the whole. */
export interface UploadedImage {
  id: string;
  page: string;
  duplicate?: true;
  restored?: true;
}

/**
 * How sending one file ended. `refused`: the same file would be refused again; `failed`: trying again may help. `away`: there was no
 * connection, or no drive at its other end, which passes by itself.
 */
export type Sent =
  | { state: 'done'; image: UploadedImage }
  | { state: 'refused' | 'failed'; reason: string; loggedOut?: boolean; away?: boolean }
  | { state: 'cancelled' };

/** Answers that say something about the file, not about the moment. */
const FINAL: ReadonlySet<number> = new Set([400, 403, 413, 415, 422]);
/** Answers of a drive, or of what stands before it, that is not there right now. */
const AWAY: ReadonlySet<number> = new Set([502, 503, 504]);
const NO_ANSWER = 'The connection broke.';

/**
 * Sends one file as the raw body of one request. XMLHttpRequest, since fetch does not say how much has left.
 * @param progress told the share that has left, 0 to 1
 */
export function send(file: File, progress: (share: number) => void, signal: AbortSignal): Promise<Sent> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ state: 'cancelled' });
    const request = new XMLHttpRequest();
    const query = new URLSearchParams({ name: file.name, modifiedAt: new Date(file.lastModified).toISOString() });
    // The form of an album names it, for what is dropped on its page as well.
    const album = document.querySelector<HTMLInputElement>('#upload-form input[name=album]')?.value;
    if (album) query.set('album', album);
    request.open('POST', `/api/images?${query}`);
    request.setRequestHeader('content-type', file.type || 'application/octet-stream');
    request.upload.addEventListener('progress', ({ loaded, total }) => progress(total > 0 ? loaded / total : 0));
    request.addEventListener('load', () => resolve(readAnswer(request.status, request.responseText)));
    request.addEventListener('error', () => resolve({ state: 'failed', reason: NO_ANSWER, away: true }));
    request.addEventListener('abort', () => resolve({ state: 'cancelled' }));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

/** The answer of `POST /api/images` to one raw file: an image, or a problem. */
export function readAnswer(status: number, text: string): Sent {
  const body = parse(text);
  if ((status === 200 || status === 201) && isImage(body)) return { state: 'done', image: body };
  if (status === 401) return { state: 'failed', reason: 'You are logged out.', loggedOut: true };
  const { code, title, detail } = body as { code?: unknown; title?: unknown; detail?: unknown };
  const reason = [typeof title === 'string' && `${title}.`, typeof detail === 'string' && detail].filter(Boolean).join(' ');
  // Space can be made, so that one is worth another try.
  const final = FINAL.has(status) && code !== 'QUOTA_EXCEEDED';
  const away = AWAY.has(status) && { away: true };
  return { state: final ? 'refused' : 'failed', reason: reason || `${NO_ANSWER} Try again; nothing is stored twice.`, ...away };
}

function parse(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function isImage(value: object): value is UploadedImage {
  return 'id' in value && typeof value.id === 'string' && 'page' in value && typeof value.page === 'string';
}
