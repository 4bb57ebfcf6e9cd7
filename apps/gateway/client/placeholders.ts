import { thumbHashToDataURL } from 'thumbhash';

/** Paints only within a window's height of the viewport: painting a list of 500 takes a phone more than a second. */
const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      if (target instanceof HTMLImageElement) paintBehind(target);
      else paint(target as SVGElement);
    }
  },
  { rootMargin: '100%' },
);

/**
 * Paints the thumbhash behind an image that is loading, or in the box of one that is not made yet. The content security policy allows
 * styles set by script, not styles in HTML.
 */
export function showPlaceholders(root: ParentNode): void {
  for (const element of root.querySelectorAll('[data-thumbhash]')) observer.observe(element);
}

/** Only until the image is loaded: a transparent image would show it. */
function paintBehind(image: HTMLImageElement): void {
  if (image.complete) return;
  paint(image);
  image.addEventListener('load', () => image.style.removeProperty('background-image'), { once: true });
}

function paint(element: HTMLElement | SVGElement): void {
  try {
    const hash = Uint8Array.from(atob(element.dataset['thumbhash'] ?? ''), (character) => character.charCodeAt(0));
    element.style.backgroundImage = `url(${thumbHashToDataURL(hash)})`;
  } catch {
    // An unreadable hash leaves the plain box.
  }
}
