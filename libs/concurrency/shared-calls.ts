interface Running<T> {
  current: Promise<T>;
  /** Begins when `current` has ended. */
  next: Promise<T> | null;
}

/**
 * Callers that ask the same at the same time share calls: one is under way, and those that come meanwhile share the one after it. So each
 * gets the outcome of a call that began after it came, never of one that may have looked before.
 */
export class SharedCalls<T> {
  private readonly running = new Map<string, Running<T>>();

  /** @param key says what is asked @param make makes the call, unless one of another caller with this key is taken */
  call(key: string, make: () => Promise<T>): Promise<T> {
    const running = this.running.get(key);
    if (!running) return this.start(key, make);
    const begin = () => this.start(key, make);
    return (running.next ??= running.current.then(begin, begin));
  }

  private start(key: string, make: () => Promise<T>): Promise<T> {
    const running: Running<T> = { current: make(), next: null };
    this.running.set(key, running);
    const end = () => {
      if (running.next === null) this.running.delete(key);
    };
    running.current.then(end, end);
    return running.current;
  }
}
