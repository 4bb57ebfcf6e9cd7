/** Bytes of a name in UTF-8: file systems allow 255, and a number may be added. */
const MAX_BYTES = 230;
const MAX_EXTENSION = 16;
/** Device names on Windows, which are reserved with any extension. */
const DEVICES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/** Unique file names for one archive or folder, valid on all systems: the second `IMG.jpg` becomes `IMG (2).jpg`. */
export class EntryNames {
  /** The names in use, as case-insensitive file systems compare them, each with the next number to try. */
  private readonly taken = new Map<string, number>();

  /** @param reserved names that no file may get */
  constructor(reserved: readonly string[] = []) {
    for (const name of reserved) this.taken.set(folded(name), 2);
  }

  /** Reserves exactly this name; false if it is in use. */
  reserve(name: string): boolean {
    if (this.taken.has(folded(name))) return false;
    this.taken.set(folded(name), 2);
    return true;
  }

  take(wanted: string): string {
    const name = safe(wanted);
    const { stem, extension } = split(name);
    const key = folded(name);
    let number = this.taken.get(key) ?? 1;
    let free = name;
    for (; this.taken.has(folded(free)); number++) free = `${stem} (${Math.max(number, 2)})${extension}`;
    this.taken.set(folded(free), 2);
    this.taken.set(key, Math.max(number, 2));
    return free;
  }
}

/**
 * The name without path separators, characters that Windows forbids and those that change the direction of text, and not too long. It begins
 * neither with a dot (`.bashrc` is hidden, and read by programs) nor with a hyphen (`-rf *` of a shell is an option).
 */
function safe(wanted: string): string {
  const plain = wanted
    .toWellFormed()
    .replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029/\\:*?"<>|]/gu, '_')
    .replace(/^\s+|[.\s]+$/g, '');
  const named = plain === '' ? 'image' : DEVICES.test(plain) || /^[.-]/.test(plain) ? `_${plain}` : plain;
  if (Buffer.byteLength(named) <= MAX_BYTES) return named;
  const { stem, extension } = split(named);
  const characters = [...stem];
  while (Buffer.byteLength(characters.join('')) + Buffer.byteLength(extension) > MAX_BYTES) characters.pop();
  return `${characters.join('').trimEnd()}${extension}`;
}

function split(name: string): { stem: string; extension: string } {
  const dot = name.lastIndexOf('.');
  return dot > 0 && name.length - dot <= MAX_EXTENSION
    ? { stem: name.slice(0, dot), extension: name.slice(dot) }
    : { stem: name, extension: '' };
}

function folded(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
