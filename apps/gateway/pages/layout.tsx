import type { ComponentChildren, VNode } from 'preact';
import { useContext } from 'preact/hooks';
import { render } from 'preact-render-to-string';

import { appIcons } from '../assets/app-icons.js';
import { assets } from '../assets/assets.js';
import { Icon, Logo, type IconName } from './icons.js';
import { ThemeContext, type Theme } from './theme.js';

export type Place = 'list' | 'photos' | 'albums' | 'upload' | 'trash' | 'account';

export interface LayoutProps {
  /** Of the page; the drive's name goes after it. */
  title: string;
  /** Who is logged in: then there is a menu. */
  user?: { name: string } | null;
  /** Which entry of the menu this page is. */
  here?: Place;
  /** Narrow: text and forms; wide: pictures; viewer: one picture, over the whole window. */
  width?: 'narrow' | 'wide' | 'viewer';
  /** More for the head of the page. */
  head?: ComponentChildren;
  children: ComponentChildren;
}

/** What all pages have around them. No script and no style stands in the page itself: the policy of the gateway allows files only. */
export function Layout({ title, user, here, width = 'wide', head, children }: LayoutProps): VNode {
  const { script, styles, icon } = assets();
  const icons = appIcons();
  const theme = useContext(ThemeContext);
  return (
    <html lang="en" data-theme={theme === 'system' ? undefined : theme}>
      <head>
        <meta charset="utf-8" />
        <title>{`${title} · Shoebox`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content={theme === 'system' ? 'light dark' : theme} />
        <GroundColours theme={theme} />
        {icon && <link rel="icon" href={icon} type="image/svg+xml" />}
        {icons && <link rel="apple-touch-icon" href={icons.apple.href} />}
        <link rel="manifest" href="/manifest.webmanifest" />
        {styles.map((href) => (
          <link key={href} rel="stylesheet" href={href} />
        ))}
        {head}
        {script && <script type="module" src={script} />}
      </head>
      <body>
        <a class="skip" href="#content">
          Skip to the content
        </a>
        <header class="top">
          <a class="brand" href="/">
            <Logo />
            Shoebox
          </a>
          {user && <Menu name={user.name} here={here} />}
        </header>
        <main id="content" class={width} tabIndex={-1}>
          {children}
        </main>
      </body>
    </html>
  );
}

const GROUNDS = { light: '#faf8f5', dark: '#161412' } as const;

/** What a phone paints around the page: its ground (styles/base.css). */
function GroundColours({ theme }: { theme: Theme }): VNode {
  if (theme !== 'system') return <meta name="theme-color" content={GROUNDS[theme]} />;
  return (
    <>
      <meta name="theme-color" media="(prefers-color-scheme: light)" content={GROUNDS.light} />
      <meta name="theme-color" media="(prefers-color-scheme: dark)" content={GROUNDS.dark} />
    </>
  );
}

function Menu({ name, here }: { name: string; here: Place | undefined }): VNode {
  return (
    <>
      <nav class="menu" aria-label="Main">
        <MenuLink href={`/${name}/list/5/`} icon="pictures" digit="1" label="Pictures" current={here === 'list'} />
        <MenuLink href={`/${name}/photos/`} icon="calendar" digit="2" label="By date" current={here === 'photos'} />
        <MenuLink href={`/${name}/albums/`} icon="album" digit="3" label="Albums" current={here === 'albums'} />
        <MenuLink href={`/${name}/upload/`} icon="upload" digit="4" label="Upload" current={here === 'upload'} />
        <MenuLink href={`/${name}/trash/`} icon="trash" digit="5" label="Trash" current={here === 'trash'} />
        <MenuLink href={`/${name}/account/`} icon="person" digit="6" label="Account" current={here === 'account'} />
      </nav>
      <form class="leave" method="post" action="/logout">
        <button class="plain">
          <Icon name="leave" />
          Log out
        </button>
      </form>
    </>
  );
}

interface MenuLinkProps {
  href: string;
  icon: IconName;
  /** The key that goes there. */
  digit: string;
  label: string;
  current: boolean;
}

function MenuLink({ href, icon, digit, label, current }: MenuLinkProps): VNode {
  return (
    <a href={href} data-key={digit} aria-current={current ? 'page' : undefined}>
      <Icon name={icon} />
      {label}
    </a>
  );
}

/** A whole page as HTML. All that people typed goes through JSX, which escapes it. */
export function renderPage(page: VNode, theme: Theme = 'system'): string {
  return `<!doctype html>${render(<ThemeContext.Provider value={theme}>{page}</ThemeContext.Provider>)}`;
}
