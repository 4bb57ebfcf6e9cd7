import { Controller, Get, Header } from '@nestjs/common';

import { appIcons } from './assets.js';

/** The background colour of the light theme. */
const BACKGROUND = '#faf8f5';

/** Files at fixed addresses that browsers and crawlers ask for. */
@Controller()
export class SiteFilesController {
  /** No page of a drive may be indexed (RFC 9309). */
  @Get('robots.txt')
  @Header('content-type', 'text/plain; charset=utf-8')
  robots(): string {
    return 'User-agent: *\nDisallow: /\n';
  }

  /** With it, a phone or a desktop can install the drive as an app (W3C Web Application Manifest). */
  @Get('manifest.webmanifest')
  @Header('content-type', 'application/manifest+json; charset=utf-8')
  @Header('cache-control', 'no-cache')
  manifest(): object {
    const icons = appIcons();
    return {
      id: '/',
      name: 'Shoebox',
      short_name: 'Shoebox',
      description: 'A drive for your pictures',
      lang: 'en',
      start_url: '/',
      scope: '/',
      display: 'standalone',
      background_color: BACKGROUND,
      theme_color: BACKGROUND,
      icons: icons
        ? [
            { src: icons.small.href, sizes: sizes(icons.small), type: 'image/png' },
            { src: icons.large.href, sizes: sizes(icons.large), type: 'image/png' },
            { src: icons.maskable.href, sizes: sizes(icons.maskable), type: 'image/png', purpose: 'maskable' },
          ]
        : [],
    };
  }
}

function sizes({ size }: { size: number }): string {
  return `${size}x${size}`;
}
