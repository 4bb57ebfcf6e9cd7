/** What can happen to an account. */
export const ACCOUNT_EVENTS = [
  'signed-up',
  'logged-in',
  'logged-out',
  'session-ended',
  'guesses-refused',
  'password-changed',
  'password-reset',
  'token-created',
  'token-deleted',
  'address-key-created',
  'address-key-revoked',
] as const;
export type AccountEventKind = (typeof ACCOUNT_EVENTS)[number];

/** Events of each kind that an account keeps: those of one kind do not push out those of another. */
export const EVENTS_KEPT_OF_KIND = 50;

export interface AccountEvent {
  id: string;
  userId: string;
  at: Date;
  what: AccountEventKind;
  /** The IP address of the client; null when a command of the owner did it. */
  address: string | null;
  /** The browser or tool, as it names itself. */
  device: string;
  /** The name of a token, the device of a session that was ended; null where there is none. */
  detail: string | null;
}

/** The log of log-ins and changes of each account. Every call may throw `RepositoryUnavailable`, every change `RepositoryFull`. */
export abstract class AccountLog {
  /** Adds an event, and deletes the oldest of the same kind and account beyond `keep`. */
  abstract add(event: AccountEvent, keep: number): Promise<void>;
  /** The events of the account, newest first. */
  abstract list(userId: string): Promise<AccountEvent[]>;
  /** Deletes the events before this time and returns how many. */
  abstract forget(before: Date): Promise<number>;
  /** Deletes all events of the account and returns how many. */
  abstract removeAll(userId: string): Promise<number>;
}
