import type { VNode } from 'preact';
import { jsxTemplate } from 'preact/jsx-runtime';
import { render } from 'preact-render-to-string';

/** Of one component, unless said. */
const MOST_KEPT = 100;

/**
 * Keeps the HTML of a component by its properties as JSON: to render it takes several times as long, and a page mostly shows what the one
 * before has shown. What is not in the key can't be shown, so nothing has to be forgotten after a change.
 * @param view depends on its properties alone: on no context, no hook and no clock. They are data, without children and functions
 */
export function keptHtml<P extends object>(view: (props: P) => VNode, most = MOST_KEPT): (props: P) => string {
  const kept = new Map<string, string>();
  return (props) => {
    const key = JSON.stringify(props);
    const found = kept.get(key);
    if (found !== undefined) return found;
    const html = render(view(props));
    if (kept.size >= most) kept.clear();
    kept.set(key, html);
    return html;
  };
}

/** The same as a component. */
export function keptView<P extends object>(view: (props: P) => VNode): (props: P) => VNode {
  const html = keptHtml(view);
  // A template without expressions is written as it is.
  return (props) => jsxTemplate([html(props)]);
}
