import { Controller, Get, Header } from '@nestjs/common';

import { appIcons } from './app-icons.js';

/** The ground of the pages, by day. */
const GROUND = '#faf8f5';

/** What a phone needs to keep the drive among its apps (W3C, Web Application Manifest). */
@Controller()
export class ManifestController {
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
      background_color: GROUND,
      theme_color: GROUND,
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
