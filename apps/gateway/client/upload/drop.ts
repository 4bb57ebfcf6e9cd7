import { isTyping } from '../keys.js';
import { droppedFiles, type Found } from './folder.js';

/** Takes files and folders dropped anywhere on the page, and pictures pasted; shows that it would while they hover. */
export function takeDrops(take: (found: Found) => void): void {
  const { body } = document;
  let depth = 0;
  // Entering a child comes before leaving its parent, so the two are counted.
  const enter = (change: number) => {
    depth = Math.max(0, depth + change);
    body.classList.toggle('dropping', depth > 0);
  };
  body.addEventListener('dragenter', (event) => over(event) && enter(1));
  body.addEventListener('dragleave', (event) => over(event) && enter(-1));
  body.addEventListener('dragover', (event) => {
    if (over(event)) event.preventDefault();
  });
  body.addEventListener('drop', (event) => {
    if (!over(event) || !event.dataTransfer) return;
    event.preventDefault();
    enter(-depth);
    // What can't be read at all, as a folder that is gone by now, is as if it had not been dropped.
    void droppedFiles(event.dataTransfer).then(take, () => undefined);
  });
  document.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0 && !isTyping(event.target)) take({ files: files.map(named), others: [] });
  });
}

function over(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** Browsers call everything that was copied `image.png`; a name with the moment can be found again. */
function named(file: File): File {
  if (file.name !== 'image.png') return file;
  const now = new Date();
  const moment = new Date(now.getTime() - now.getTimezoneOffset() * 60_000)
    .toISOString()
    .slice(0, 19)
    .replace('T', ' ')
    .replaceAll(':', '.');
  return new File([file], `Pasted ${moment}.png`, { type: file.type, lastModified: now.getTime() });
}
