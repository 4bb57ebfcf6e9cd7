import { loadOriginal } from './zoom.js';

/**
 * Marks the size that the browser chose for the window, and loads the original where even the largest variant has fewer pixels than are
 * shown. Not where somebody asked for one size, nor for few bytes.
 */
export function sharpen(): void {
  const image = document.querySelector<HTMLImageElement>('img.shown[srcset]');
  if (!image) return;
  const look = () => {
    markSize(image);
    if (isSoft(image)) loadOriginal(image);
  };
  if (image.complete) look();
  else image.addEventListener('load', look, { once: true });
}

/** Whether a pixel of the picture covers more than one of the screen. */
function isSoft(image: HTMLImageElement): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  const path = image.currentSrc.replace(location.origin, '');
  const candidate = image.srcset.split(', ').find((one) => one.startsWith(`${path} `));
  const chosen = parseInt(candidate?.split(' ')[1] ?? '', 10);
  const { width, height } = image.getBoundingClientRect();
  const ratio = Number(image.getAttribute('width')) / Number(image.getAttribute('height'));
  return !connection?.saveData && chosen < Math.min(width, height * ratio) * devicePixelRatio;
}

function markSize(image: HTMLImageElement): void {
  const size = new URL(image.currentSrc).pathname.split('/').at(-1);
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.sizes a')) {
    if (new URL(link.href).pathname.endsWith(`/${size}`)) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}
