import type { Page } from 'playwright-core';

/** A file as people have it on their disk. */
export interface TestFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

export function file(name: string, buffer: Buffer, mimeType = 'image/jpeg'): TestFile {
  return { name, mimeType, buffer };
}

/** Drags files over the page and lets them go, as from a folder of the desktop. */
export async function drop(page: Page, files: readonly TestFile[]): Promise<void> {
  const packed = files.map(({ name, mimeType, buffer }) => ({ name, type: mimeType, bytes: [...buffer] }));
  const transfer = await page.evaluateHandle((all) => {
    const data = new DataTransfer();
    for (const { name, type, bytes } of all) data.items.add(new File([new Uint8Array(bytes)], name, { type }));
    return data;
  }, packed);
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await page.evaluate(
      ([name, dataTransfer]) => {
        document.querySelector('main')?.dispatchEvent(new DragEvent(name, { dataTransfer, bubbles: true, cancelable: true }));
      },
      [type, transfer] as const,
    );
  }
}

/** Pastes a file, as from the clipboard, where no field has the focus. */
export async function paste(page: Page, { name, mimeType, buffer }: TestFile): Promise<void> {
  await page.evaluate(
    ({ bytes, ...about }) => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([new Uint8Array(bytes)], about.name, { type: about.type }));
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData }));
    },
    { name, type: mimeType, bytes: [...buffer] },
  );
}
