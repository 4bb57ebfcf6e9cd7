import { Controller, Get, Header } from '@nestjs/common';

/** A drive is nobody's to index (RFC 9309). */
@Controller()
export class RobotsController {
  @Get('robots.txt')
  @Header('content-type', 'text/plain; charset=utf-8')
  robots(): string {
    return 'User-agent: *\nDisallow: /\n';
  }
}
