/** What the pages say about the limits of the drive. */
export class PageSettings {
  constructor(
    /** Bytes of one file. */
    readonly maxUploadBytes: number,
    /** How long the trash keeps a picture. */
    readonly trashDays: number,
  ) {}
}
