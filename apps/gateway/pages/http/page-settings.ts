/** The limits that pages show. */
export class PageSettings {
  constructor(
    /** Bytes of one file. */
    readonly maxUploadBytes: number,
    /** How long the trash keeps an image. */
    readonly trashDays: number,
  ) {}
}
