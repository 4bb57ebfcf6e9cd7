import { All, Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/api/errors.js';
import { SHARE_TOKEN } from '#libs/api/share.js';

import { PublicUrl } from '../security/public-url.js';
import { Sessions } from '../sessions/sessions.js';
import { ForwardService } from './forward.service.js';
import { notFound } from './path.js';

const METHODS = ['GET', 'HEAD', 'OPTIONS'];
/** What parts of an image request are made of (IIIF Image API 3.0, section 4); anything else is a mistake in one, and goes no further. */
const PART = /^[\w.,:!^-]{1,100}$/;
/** For pages of other sites: what is shared by a link is for everybody who has it (section 7.1). */
const OPEN = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'etag, link, location, retry-after' };
const PREFLIGHT = {
  'access-control-allow-methods': METHODS.join(', '),
  'access-control-allow-headers': '*',
  'access-control-max-age': '600',
};

/** The IIIF APIs: images of the caller, `/iiif/3/ID/…`, and of a share, `/iiif/3/TOKEN~ID/…`, albums and shares, `/iiif/3/collection/…`. */
@Controller()
export class IiifController {
  constructor(
    private readonly sessions: Sessions,
    private readonly forwarding: ForwardService,
    private readonly publicUrl: PublicUrl,
  ) {}

  /** @throws Problem NOT_FOUND, also without a log-in; METHOD_NOT_ALLOWED, BAD_TRANSFORM, UNAVAILABLE, TIMEOUT */
  @All('iiif/3/*')
  async forward(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [identifier = '', ...parts] = partsOf(request.url);
    const isCollection = identifier === 'collection';
    const target = isCollection ? collectionOf(parts) : imageOf(identifier);
    if (target?.token !== undefined) void reply.headers(OPEN);
    if (!METHODS.includes(request.method)) {
      const allow = METHODS.join(', ');
      throw new Problem('METHOD_NOT_ALLOWED', `This address takes ${allow}.`, { headers: { allow } });
    }
    if (!target) throw notFound();
    if (request.method === 'OPTIONS') {
      const headers = { allow: METHODS.join(', '), ...(target.token !== undefined && PREFLIGHT) };
      return void (await reply.code(204).headers(headers).send());
    }
    const drive = this.publicUrl.addressOf(request);
    if (!isCollection && parts.length === 0) {
      return void (await reply.code(303).header('location', `${drive}/iiif/3/${identifier}/info.json`).send());
    }
    const path = isCollection ? target.path : `${target.path}/${imageParts(parts)}`;
    const headers = { 'x-drive-address': drive };
    const caller = target.token === undefined ? await this.sessions.caller(request) : null;
    if (target.token === undefined && !caller) throw notFound();
    await this.forwarding.forward('media', request, reply, { path, caller, headers });
  }
}

/** Where media has something, and the token of the share in which it is; without one it is the caller's. */
interface Target {
  path: string;
  token?: string;
}

/** An image, by its id, or by the token of a share, `~` and its id. */
function imageOf(identifier: string): Target | null {
  const [, token, id] = /^(?:([0-9A-Za-z]+)~)?([\w-]{1,100})$/.exec(identifier) ?? [];
  if (id === undefined) return null;
  if (token === undefined) return { path: `/iiif/3/${id}` };
  return SHARE_TOKEN.test(token) ? { path: `/shared/${token}/iiif/${id}`, token } : null;
}

/** An album, by its id, or a share, by its token, and perhaps a page of it. */
function collectionOf([name = '', page, ...more]: readonly string[]): Target | null {
  const isKnown = /^[\w-]{1,100}$/.test(name) && (page === undefined || /^[1-9]\d{0,5}$/.test(page)) && more.length === 0;
  if (!isKnown) return null;
  const rest = page === undefined ? '' : `/${page}`;
  return SHARE_TOKEN.test(name)
    ? { path: `/shared/${name}/collection${rest}`, token: name }
    : { path: `/iiif/3/collection/${name}${rest}` };
}

/** What follows the identifier of an image, written anew. @throws Problem NOT_FOUND, BAD_TRANSFORM */
function imageParts(parts: readonly string[]): string {
  if (parts.length === 1 && parts[0] === 'info.json') return 'info.json';
  if (parts.length !== 4) throw notFound();
  if (parts.every((part) => PART.test(part))) return parts.map((part) => encodeURIComponent(part)).join('/');
  throw new Problem('BAD_TRANSFORM', 'An image request is region/size/rotation/quality.format, such as full/max/0/default.jpg.');
}

/** What follows `/iiif/3/`, decoded: an identifier, then whatever else. */
function partsOf(target: string): string[] {
  const parts = target.split('?', 1)[0]!.split('/').slice(3);
  const isSlashed = parts.length > 1 && parts.at(-1) === '';
  return (isSlashed ? parts.slice(0, -1) : parts).map(decoded);
}

/** What can't be decoded is nothing that is known. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '%';
  }
}
