/** What temporary files and folders in TMP_DIR begin with; people may point it at a folder that they share with others. */
export const UPLOAD_PREFIX = 'shoebox-upload-';
export const VARIANTS_PREFIX = 'shoebox-variants-';

/** True for the name of a temporary file or folder of ours. */
export function isTemporary(name: string): boolean {
  return name.startsWith(UPLOAD_PREFIX) || name.startsWith(VARIANTS_PREFIX);
}
