/** Takes files dropped anywhere on the page, or pasted, and shows that it would while they hover. */
export function takeDrops(take: (files: File[]) => void): void {
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
    if (!over(event)) return;
    event.preventDefault();
    enter(-depth);
    take([...(event.dataTransfer?.files ?? [])]);
  });
  document.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0) take(files);
  });
}

function over(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}
