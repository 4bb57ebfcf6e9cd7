import type { ComponentChildren, VNode } from 'preact';
import { useContext } from 'preact/hooks';
import { render } from 'preact-render-to-string';

import { appIcons, assets } from '../../assets/assets.js';
import { Icon, Logo, type IconName } from './icons.js';
import { keptView } from './kept-html.js';
import { ThemeContext, type Theme } from './theme.js';

export type MenuEntry = 'list' | 'photos' | 'albums' | 'upload' | 'trash' | 'account';

export interface LayoutProps {
  /** Title of the page, without the name of the product. */
  title: string;
  /** The person who is logged in. Without one there is no menu. */
  user?: { name: string } | null;
  /** The entry of the menu that is this page. */
  here?: MenuEntry;
  /** Narrow: text and forms. Wide: grids of pictures. Viewer: one picture in the whole window. */
  width?: 'narrow' | 'wide' | 'viewer';
  /** Further elements of `<head>`. */
  head?: ComponentChildren;
  children: ComponentChildren;
}

/** The frame of all pages. Scripts and styles are files: the content security policy forbids inline ones. */
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
        <BackgroundColour theme={theme} />
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
          Skip to content
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

const BACKGROUNDS = { light: '#faf8f5', dark: '#161412' } as const;

/** The colour that a phone paints around the page: its background (styles/base.css). */
function BackgroundColour({ theme }: { theme: Theme }): VNode {
  if (theme !== 'system') return <meta name="theme-color" content={BACKGROUNDS[theme]} />;
  return (
    <>
      <meta name="theme-color" media="(prefers-color-scheme: light)" content={BACKGROUNDS.light} />
      <meta name="theme-color" media="(prefers-color-scheme: dark)" content={BACKGROUNDS.dark} />
    </>
  );
}

const Menu = keptView(function Menu({ name, here }: { name: string; here: MenuEntry | undefined }): VNode {
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
});

interface MenuLinkProps {
  href: string;
  icon: IconName;
  /** The key that opens it. */
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

/** A complete page as HTML. JSX escapes all text. */
export function renderPage(page: VNode, theme: Theme = 'system'): string {
  return `<!doctype html>${render(<ThemeContext.Provider value={theme}>{page}</ThemeContext.Provider>)}`;
}
