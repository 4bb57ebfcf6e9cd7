import { expect } from 'vitest';

import type { ProblemBody } from '#libs/api/errors.js';
import type { Image } from '#libs/api/image.js';

import type { Answer } from '../harness/http/answer.js';
import { uploadPath, type Client } from '../harness/http/client.js';
import { everything } from './checker.js';

/** What several clients may do to one picture at the same time. */
export type Action = 'upload' | 'delete' | 'restore' | 'purge' | 'retry' | 'look';

/**
 * Every answer that is right for each, whatever the others do meanwhile. Never 503: it is for somebody who lost twenty times in a row,
 * and here each has seven others to lose to, who do one thing each.
 */
const ALLOWED: Readonly<Record<Action, readonly string[]>> = {
  upload: ['200', '201'],
  delete: ['204', '404 NOT_FOUND'],
  restore: ['200', '404 NOT_FOUND'],
  purge: ['204', '404 NOT_FOUND'],
  retry: ['202', '404 NOT_FOUND', '409 NOT_FAILED'],
  look: ['200', '404 NOT_FOUND'],
};

/** Something that was answered with success. */
interface Done {
  action: Action;
  id: string;
  begun: number;
  ended: number;
}

/** Several clients at the same bytes of one account. */
export class Race {
  /** How often each answer came. */
  readonly counts = new Map<string, number>();
  private readonly purged = new Set<string>();
  private done: Done[] = [];

  constructor(
    private readonly owner: Client,
    private readonly bytes: Buffer,
    /** The picture that these bytes were last known to be. */
    private id: string,
  ) {}

  async act(action: Action): Promise<void> {
    const [id, begun] = [this.id, performance.now()];
    const answer = await this.ask(action, id);
    const status = answer.status < 400 ? String(answer.status) : `${answer.status} ${answer.json<ProblemBody>().code}`;
    const what = `${action} ${status}`;
    expect(ALLOWED[action], `${what} ${answer.text}`).toContain(status);
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
    if (answer.status >= 400) return;
    if (action === 'upload') this.id = live(answer);
    this.done.push({ action, id: action === 'upload' ? this.id : id, begun, ended: performance.now() });
  }

  /** When nobody is at it: whatever is there is there once, whole, and what is not there was taken away after it was last sent. */
  async rest(): Promise<void> {
    const [library, trash] = [await everything(this.owner, false), await everything(this.owner, true)];
    expect(library.length + trash.length).toBeLessThanOrEqual(1);
    const events = JSON.stringify(this.done);
    const took = (upload: Done, action: Action) =>
      this.done.some((other) => other.action === action && other.id === upload.id && other.ended > upload.begun);
    for (const upload of this.done.filter(({ action }) => action === 'upload')) {
      const kept = library.some(({ id }) => id === upload.id);
      const thrown = trash.some(({ id }) => id === upload.id) && took(upload, 'delete');
      expect(kept || thrown || took(upload, 'purge'), `${upload.id} is not where it should be: ${events}`).toBe(true);
    }
    for (const { id } of this.done.filter(({ action }) => action === 'purge')) this.purged.add(id);
    for (const { id } of [...library, ...trash]) expect(this.purged.has(id), `${id} came back: ${events}`).toBe(false);
    this.done = [];
    if (!library[0]) return;
    const { status, bytes } = await this.owner.ask('GET', `/get/${library[0].id}/o`);
    expect([status, bytes.equals(this.bytes)]).toEqual([200, true]);
  }

  private ask(action: Action, id: string): Promise<Answer> {
    const path = `/api/images/${id}`;
    switch (action) {
      case 'upload':
        return this.owner.ask('POST', uploadPath({}), { headers: { 'content-type': 'image/jpeg' }, body: this.bytes });
      case 'delete':
        return this.owner.ask('DELETE', path);
      case 'purge':
        return this.owner.ask('DELETE', `${path}?forever=true`);
      case 'look':
        return this.owner.ask('GET', path);
      default:
        return this.owner.ask('POST', `${path}/${action}`);
    }
  }
}

/** An upload is never answered with a picture that lies in the trash. */
function live(answer: Answer): string {
  const { id, deletedAt } = answer.json<Image>();
  expect(deletedAt, answer.text).toBeNull();
  return id;
}
