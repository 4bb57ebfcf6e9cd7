import { createHash } from 'node:crypto';
import { pipeline, Transform, type Readable, type TransformCallback } from 'node:stream';

export interface CheckedStreamOptions {
  /** The expected SHA-256 in hex. */
  sha256: string;
  /** Called when the bytes differ; the stream fails with the error that it returns, or throws. */
  onMismatch: () => Promise<Error>;
}

/**
 * Passes the bytes on while hashing them. The last chunk is held back until the hash is known to be right, so that a reader never gets all
 * bytes of a wrong object, and an answer with a Content-Length is visibly incomplete. Destroying it destroys the source.
 */
export function checkedStream(source: Readable, options: CheckedStreamOptions): Readable {
  // Errors reach the reader through the checked stream.
  return pipeline(source, new CheckedStream(options), () => undefined);
}

class CheckedStream extends Transform {
  private readonly hash = createHash('sha256');
  private held: Buffer | undefined;

  constructor(private readonly options: CheckedStreamOptions) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.hash.update(chunk);
    const before = this.held;
    this.held = chunk;
    done(null, before);
  }

  override _flush(done: TransformCallback): void {
    if (this.hash.digest('hex') === this.options.sha256) return done(null, this.held);
    this.options.onMismatch().then(done, done);
  }
}
