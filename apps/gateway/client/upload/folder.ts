import { IMAGE_TYPE_NAMES, IMAGE_TYPES } from '#libs/domain/image-types.js';

/** What was found in what was dropped or chosen. */
export interface Found {
  files: File[];
  /** Names of what lay in a folder and is no picture: nobody chose these one by one, so they are not sent to be refused. */
  others: string[];
}

/** What JPEGs are called, too. */
const OTHER_EXTENSIONS = ['.jfif'];
const EXTENSIONS = new Set<string>([...IMAGE_TYPE_NAMES.flatMap((type) => IMAGE_TYPES[type].extensions), ...OTHER_EXTENSIONS]);

function isPicture({ name }: File): boolean {
  return EXTENSIONS.has(name.slice(name.lastIndexOf('.')).toLowerCase());
}

/** Separates images from other files by their names; drops hidden files such as `.DS_Store`. */
export function separateImages(files: readonly File[]): Found {
  const seen = files.filter(({ name }) => !/^\.|^(thumbs\.db|desktop\.ini)$/i.test(name));
  return {
    files: seen.filter(isPicture),
    others: seen.filter((file) => !isPicture(file)).map(({ name }) => name),
  };
}

/** Dropped files, and those in dropped folders at any depth. Must be called inside the event handler. */
export async function droppedFiles(data: DataTransfer): Promise<Found> {
  const plain = [...data.files];
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry !== null && entry !== undefined);
  const folders = entries.filter(isFolder);
  if (folders.length === 0) return { files: plain, others: [] };
  const single = await Promise.all(entries.filter(isFile).map(fileOf));
  const inside = separateImages((await Promise.all(folders.map(filesIn))).flat());
  return { files: [...single, ...inside.files], others: inside.others };
}

async function filesIn(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const reader = folder.createReader();
  const files: File[] = [];
  for (;;) {
    // The API returns a hundred entries at a time, then none.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return files;
    for (const entry of entries) {
      if (isFolder(entry)) files.push(...(await filesIn(entry)));
      else if (isFile(entry)) files.push(await fileOf(entry));
    }
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
