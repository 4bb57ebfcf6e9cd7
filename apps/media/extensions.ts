const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/webp': '.webp',
  'image/gif': '.gif',
  'image/avif': '.avif',
  'image/tiff': '.tif',
  'image/heic': '.heic',
};

/** The usual file extension of a media type, with its dot. */
export function extensionOf(type: string): string {
  return EXTENSIONS[type] ?? '';
}
