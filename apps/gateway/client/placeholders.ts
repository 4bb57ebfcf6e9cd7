import { thumbHashToDataURL } from 'thumbhash';

/** Those within a window's height of what is seen: to draw all of a list of 500 keeps a phone busy for more than a second. */
const near = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      if (target instanceof HTMLImageElement) paintBehind(target);
      else paint(target as SVGElement);
    }
  },
  { rootMargin: '100%' },
);

/**
 * Paints the thumbhash behind a picture that is on its way, or in the box that stands for one not made yet. Styles set from script are
 * allowed by the policy of the pages; those in the HTML are not.
 */
export function showPlaceholders(root: ParentNode): void {
  for (const element of root.querySelectorAll('[data-thumbhash]')) near.observe(element);
}

/** Only until the picture is there: one with transparent parts would let it shine through. */
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
    // A hash that can't be read leaves the plain box.
  }
}
