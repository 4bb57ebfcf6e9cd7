import { isTyping } from '../shortcuts.js';
import { droppedFiles, type Found } from './folder.js';

/** Accepts files and folders dropped anywhere on the page, and pasted images. Marks the page while something is dragged over it. */
export function takeDrops(take: (found: Found) => void): void {
  const { body } = document;
  let depth = 0;
  // Entering a child is reported before leaving its parent, so both are counted.
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
    // A drop that can't be read, such as a deleted folder, is ignored.
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

/** Browsers name every pasted image `image.png`; a name with the time can be found again. */
function named(file: File): File {
  if (file.name !== 'image.png') return file;
  const now = new Date();
  const time = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replace('T', ' ').replaceAll(':', '.');
  return new File([file], `Pasted ${time}.png`, { type: file.type, lastModified: now.getTime() });
}
