import { ImageRepository } from '#libs/ports/image-repository.js';

type Arguments<Method extends keyof ImageRepository> = Parameters<ImageRepository[Method]>;

/**
 * A repository that tells which image it changed, after the commit and before whoever asked for the change knows of it. One that failed is
 * told too: it may have been committed all the same. All else is handed on as it comes; a method that the port gains is missed here by
 * the compiler, so that somebody decides whether it changes an image.
 */
export class WatchedImages extends ImageRepository {
  constructor(
    private readonly images: ImageRepository,
    private readonly onChange: (id: string) => void,
  ) {
    super();
  }

  async update(...[id, ...rest]: Arguments<'update'>) {
    try {
      return await this.images.update(id, ...rest);
    } finally {
      this.onChange(id);
    }
  }

  async remove(...[id, ...rest]: Arguments<'remove'>) {
    try {
      return await this.images.remove(id, ...rest);
    } finally {
      this.onChange(id);
    }
  }

  /** A new image has an id that nobody has asked for. */
  insert(...given: Arguments<'insert'>) {
    return this.images.insert(...given);
  }

  find(...given: Arguments<'find'>) {
    return this.images.find(...given);
  }

  findByContent(...given: Arguments<'findByContent'>) {
    return this.images.findByContent(...given);
  }

  list(...given: Arguments<'list'>) {
    return this.images.list(...given);
  }

  usage(...given: Arguments<'usage'>) {
    return this.images.usage(...given);
  }

  listByState(...given: Arguments<'listByState'>) {
    return this.images.listByState(...given);
  }

  listTrash(...given: Arguments<'listTrash'>) {
    return this.images.listTrash(...given);
  }

  changes(...given: Arguments<'changes'>) {
    return this.images.changes(...given);
  }

  forgetMarks(...given: Arguments<'forgetMarks'>) {
    return this.images.forgetMarks(...given);
  }

  driveId(...given: Arguments<'driveId'>) {
    return this.images.driveId(...given);
  }

  check() {
    return this.images.check();
  }

  close() {
    return this.images.close();
  }
}
