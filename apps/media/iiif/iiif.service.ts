import { hash } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { IMAGE_CONTEXT, imageInformation, PROFILE } from '#libs/domain/iiif/image-information.js';
import { type ImageRequest, parseImageRequest, type Written } from '#libs/domain/iiif/image-request.js';
import { type Area, layoutSteps } from '#libs/domain/transform/layout.js';
import { parseTransform } from '#libs/domain/transform/transform.js';
import { isNotModified } from '#libs/http/conditional-request.js';

import { REVALIDATE, SHARED } from '../bytes/response-headers.js';
import { expectPicture, type ImageAccess, TransformsService, understood } from '../transforms/transforms.service.js';

/** An image that somebody may see, and the address at which it is an image service. */
export interface Served {
  access: ImageAccess;
  /** Absolute, without a slash at its end. */
  base: string;
}

/** The IIIF Image API 3.0 over the transforms of images (https://iiif.io/api/image/3.0/). */
@Injectable()
export class IiifService {
  constructor(private readonly transforms: TransformsService) {}

  /** Sends what an image request makes of an image. @throws Problem BAD_TRANSFORM, and as TransformsService.sendTransform */
  async sendImage(request: FastifyRequest, reply: FastifyReply, { access, base }: Served, written: Written): Promise<void> {
    const asked = understood(() => {
      const { modifiers, format, canonical }: ImageRequest = parseImageRequest(written, visibleArea(access.row, access.grant.longest));
      return { transform: parseTransform(modifiers, format), canonical };
    });
    const link = `<${base}/${asked.canonical}>;rel="canonical", <${PROFILE}>;rel="profile"`;
    const query = { v: undefined, download: false };
    await this.transforms.sendTransform(request, reply, access, { transform: asked.transform, query, isFixed: false, headers: { link } });
  }

  /** Sends the image information. @throws Problem NOT_READY for a rejected image */
  async sendInformation(request: FastifyRequest, reply: FastifyReply, { access, base }: Served): Promise<void> {
    expectPicture(access.row);
    const body = JSON.stringify(imageInformation(base, visibleArea(access.row, access.grant.longest)));
    await sendJson(request, reply, {
      body,
      context: IMAGE_CONTEXT,
      shared: access.grant.visitorCache?.() ?? null,
      link: `<${PROFILE}>;rel="profile"`,
    });
  }
}

interface Document {
  body: string;
  context: string;
  /** Cache-Control for visitors; null: it is for the owner. */
  shared: string | null;
  link?: string;
}

/** Answers GET and HEAD with a document, as JSON-LD unless the client asks for JSON (Image API, section 5.1; Presentation API, section 6). */
export async function sendJson(request: FastifyRequest, reply: FastifyReply, { body, context, shared, link }: Document): Promise<void> {
  const isPlain = isPlainJson(request.headers.accept);
  const etag = `"${hash('sha256', body).slice(0, 32)}${isPlain ? '-j' : ''}"`;
  const headers = {
    etag,
    vary: 'Accept',
    'cache-control': shared ?? REVALIDATE,
    ...(shared !== null && SHARED),
    ...(link !== undefined && { link }),
  };
  if (isNotModified(request.headers, { etag, lastModified: null })) return void (await reply.code(304).headers(headers).send());
  const type = isPlain ? 'application/json' : `application/ld+json;profile="${context}"`;
  const bytes = Buffer.from(body);
  await reply
    .headers({ ...headers, 'content-type': type, 'content-length': bytes.length })
    .send(request.method === 'HEAD' ? undefined : bytes);
}

/** Whether a client names JSON, or a page (a browser shows JSON and saves JSON-LD), and not JSON-LD. */
function isPlainJson(accept = ''): boolean {
  return /\b(?:application\/json|text\/html)\b/i.test(accept) && !/\bapplication\/ld\+json\b/i.test(accept);
}

/** The size of what may be seen of an image. @param longest as of Grant */
export function visibleArea({ width, height }: Area, longest: number | null): Area {
  const whole = { width, height };
  return longest === null ? whole : layoutSteps([{ name: 'SL', values: [longest] }], 1, whole)[0]!.to;
}
