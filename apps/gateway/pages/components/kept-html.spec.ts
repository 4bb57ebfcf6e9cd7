import { h, type VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { expect, it, vi } from 'vitest';

import { keptHtml, keptView } from './kept-html.js';

interface Props {
  user: { name: string };
  names?: readonly string[];
}

const view = ({ user, names = [] }: Props) => h('p', { title: user.name }, names.join(' < ')) as VNode;

it('renders again for other properties only, at any depth', () => {
  const counted = vi.fn(view);
  const html = keptHtml(counted);
  const all: Props[] = [{ user: { name: 'ada' } }, { user: { name: 'eve' } }, { user: { name: 'ada' }, names: ['a'] }];
  for (const props of [...all, ...all]) expect(html({ ...props })).toBe(render(view(props)));
  expect(counted).toHaveBeenCalledTimes(all.length);
});

it('keeps no more than so many', () => {
  const counted = vi.fn(view);
  const html = keptHtml(counted, 2);
  for (const name of ['a', 'b', 'c', 'a']) expect(html({ user: { name } })).toBe(`<p title="${name}"></p>`);
  expect(counted).toHaveBeenCalledTimes(4);
});

it('as a component gives what it gives without, with its texts escaped once', () => {
  const props: Props = { user: { name: `<script>"'&` }, names: ['<b>', '&amp;'] };
  const page = (component: typeof view) => render(h('main', null, h(component, props), h('hr', null)));
  expect(page(keptView(view))).toBe(page(view));
});
