/** The fields of an image that the page needs. */
export interface UploadedImage {
  id: string;
  page: string;
  duplicate?: true;
  restored?: true;
  healed?: true;
}

/**
 * How an upload ended. `refused`: the same file would be refused again; `failed`: a retry may succeed. `disconnected`: the drive could not
 * be reached, so the retry is automatic.
 */
export type Sent =
  | { state: 'done'; image: UploadedImage }
  | { state: 'refused' | 'failed'; reason: string; loggedOut?: boolean; disconnected?: boolean }
  | { state: 'cancelled' };

/** Statuses that are about the file: a retry has the same result. */
const FINAL: ReadonlySet<number> = new Set([400, 403, 413, 415, 422]);
/** Statuses of a drive, or of a proxy before it, that is not available right now. */
const UNAVAILABLE: ReadonlySet<number> = new Set([502, 503, 504]);
const NO_ANSWER = 'The connection broke.';

/**
 * Sends one file as the raw body of a request. By XMLHttpRequest, since fetch reports no upload progress.
 * @param progress called with the share sent, 0 to 1
 */
export function send(file: File, progress: (share: number) => void, signal: AbortSignal): Promise<Sent> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ state: 'cancelled' });
    const request = new XMLHttpRequest();
    const query = new URLSearchParams({ name: file.name, modifiedAt: new Date(file.lastModified).toISOString() });
    // On an album's upload page the form names the album, also for dropped files.
    const album = document.querySelector<HTMLInputElement>('#upload-form input[name=album]')?.value;
    if (album) query.set('album', album);
    request.open('POST', `/api/images?${query}`);
    request.setRequestHeader('content-type', file.type || 'application/octet-stream');
    request.upload.addEventListener('progress', ({ loaded, total }) => progress(total > 0 ? loaded / total : 0));
    request.addEventListener('load', () => resolve(readAnswer(request.status, request.responseText)));
    request.addEventListener('error', () => resolve({ state: 'failed', reason: NO_ANSWER, disconnected: true }));
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
  // The person can free space and retry.
  const final = FINAL.has(status) && code !== 'QUOTA_EXCEEDED';
  const disconnected = UNAVAILABLE.has(status) && { disconnected: true };
  return { state: final ? 'refused' : 'failed', reason: reason || `${NO_ANSWER} Try again; nothing is stored twice.`, ...disconnected };
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
