import type { Event } from '../record/trace.js';
import type { Operation } from '../record/workload.js';

export interface ExpectedImage {
  sha256: string;
  name: string;
  inTrash: boolean;
}

/** What one account holds by the changes that were acknowledged to it. */
export class Expected {
  email: string | null = null;
  readonly images = new Map<string, ExpectedImage>();
  readonly purged = new Set<string>();
  readonly albums = new Map<string, { name: string; images: string[] }>();

  apply(operation: Operation): void {
    switch (operation.kind) {
      case 'sign-up':
        this.email = operation.email;
        break;
      case 'upload':
        this.images.set(operation.id, { sha256: operation.sha256, name: operation.name, inTrash: false });
        break;
      case 'trash':
      case 'restore':
        this.images.get(operation.id)!.inTrash = operation.kind === 'trash';
        break;
      case 'rename':
        this.images.get(operation.id)!.name = operation.name;
        break;
      case 'purge':
        this.images.delete(operation.id);
        this.purged.add(operation.id);
        for (const album of this.albums.values()) album.images = album.images.filter((id) => id !== operation.id);
        break;
      case 'album':
        this.albums.set(operation.id, { name: operation.name, images: operation.images });
        break;
      case 'no-album':
        this.albums.delete(operation.id);
    }
  }
}

/** An account at one moment of a record. */
export interface Moment {
  owner: string;
  token: string;
  /** By what was acknowledged. */
  certain: Expected;
  /** The same with the one change that was under way, if there was one: it may have happened. */
  possible: Expected | null;
  /** SHA-256 of uploads that were never answered: they may be there or not. */
  unanswered: ReadonlySet<string>;
}

/** Where each answer stands in the record. */
export function answerIndexes(events: readonly Event[]): ReadonlyMap<string, number> {
  return new Map(events.flatMap((event, index) => (event.kind === 'answer' ? [[event.requestId, index] as const] : [])));
}

export interface Account {
  owner: string;
  token: string;
  operations: readonly Operation[];
}

/** What the account must hold if the power fails before event number `cut`. */
export function momentOf({ owner, token, operations }: Account, answers: ReadonlyMap<string, number>, cut: number): Moment {
  const certain = new Expected();
  const unanswered = new Set<string>();
  for (const [index, operation] of operations.entries()) {
    const answered = answers.get(operation.requestId);
    if (operation.kind === 'upload' && answered === undefined) {
      unanswered.add(operation.sha256);
      continue;
    }
    if (answered === undefined) throw new Error(`no answer to ${operation.kind} ${operation.requestId} is in the trace`);
    if (answered >= cut) return { owner, token, certain, possible: momentAfter(operations.slice(0, index + 1)), unanswered };
    certain.apply(operation);
  }
  return { owner, token, certain, possible: null, unanswered };

  function momentAfter(done: readonly Operation[]): Expected {
    const expected = new Expected();
    for (const operation of done) if (answers.has(operation.requestId)) expected.apply(operation);
    return expected;
  }
}
