import { Controller, Get, Param, Post, UseGuards, UseInterceptors } from '@nestjs/common';
import { z } from 'zod';

import { Problem } from '#libs/api/errors.js';
import { Image, Neighbours, SizeParam } from '#libs/api/image.js';
import { Transforms } from '#libs/api/transform.js';
import { DEFAULT_SIZE } from '#libs/domain/variants.js';

import { PublicUrl } from '../../security/public-url.js';
import { InnerClient } from '../../sessions/inner-client.js';
import { Form } from '../http/forms.js';
import { Call, notFound, OwnerGuard, type OwnerCall } from '../http/owner.guard.js';
import { Page, PageInterceptor, SeeOther } from '../http/page.js';
import { PageSettings } from '../http/page-settings.js';
import { undoCookie } from '../selection/undo.js';
import { DeleteView } from './delete.view.js';
import { listContext, NEWEST, placeIn } from './list-context.js';
import type { PictureProps } from './picture-props.js';
import { PictureView } from './picture.view.js';

/** The value of `<input type=datetime-local>`: without a zone, like the clock of a camera. Empty: unknown. */
const LocalTime = z
  .string()
  .refine((text) => text === '' || (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) && !Number.isNaN(Date.parse(`${text}Z`))), 'a day and a time');
const EditForm = z.strictObject({ name: z.string(), takenAt: LocalTime.optional() });
type EditForm = z.output<typeof EditForm>;

/** One picture at a size, with its neighbours in a list; rename, retry and delete. */
@Controller(':user')
@UseGuards(OwnerGuard)
@UseInterceptors(PageInterceptor)
export class PictureController {
  constructor(
    private readonly inner: InnerClient,
    private readonly settings: PageSettings,
    private readonly publicUrl: PublicUrl,
  ) {}

  @Get(['view/:id', 'view/:id/:size'])
  async view(@Call() call: OwnerCall, @Param('id') id: string, @Param('size') given: string | undefined): Promise<Page> {
    const size = SizeParam.safeParse(given || DEFAULT_SIZE);
    if (!size.success) throw notFound();
    const [image, around] = await Promise.all([this.image(id, call), this.around(id, call)]);
    return new Page(PictureView({ image, size: size.data, fitted: !given, ...around }));
  }

  /** Changes name and time taken, or shows the page again with the reason why not. */
  @Post('view/:id/edit')
  async edit(@Call() call: OwnerCall, @Param('id') id: string, @Form(EditForm) { name, takenAt }: EditForm): Promise<Page | SeeOther> {
    const image = await this.image(id, call);
    const body = { name, ...timeChange(image, takenAt) };
    try {
      // The API keeps the last part of a path, as of an upload from a folder. Who types a name means all of it.
      if (/[/\\]/.test(name)) throw new Problem('BAD_REQUEST', 'A name can’t contain / or \\. Use another character.');
      await this.inner.json('media', 'PATCH', `/api/images/${id}`, { ...call, body, answer: Image });
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.code !== 'BAD_REQUEST') throw problem;
      const around = await this.around(id, call);
      const page = PictureView({ image, size: DEFAULT_SIZE, fitted: true, ...around, refused: { name, problem } });
      return new Page(page, { status: problem.status });
    }
    return toPicture(call, id);
  }

  /** Processes a rejected picture again. Any other picture is only shown. */
  @Post('view/:id/retry')
  async retry(@Call() call: OwnerCall, @Param('id') id: string): Promise<SeeOther> {
    try {
      await this.inner.json('media', 'POST', `/api/images/${id}/retry`, { ...call, answer: Image });
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.code !== 'NOT_FAILED') throw problem;
    }
    return toPicture(call, id);
  }

  /** Asks before the picture is moved to the trash: opening a link must not change anything. */
  @Get('delete/:id')
  async confirmDelete(@Call() call: OwnerCall, @Param('id') id: string): Promise<Page> {
    const image = await this.image(id, call);
    const { query } = listContext(call.request);
    return new Page(DeleteView({ user: call.caller.user, image, query, trashDays: this.settings.trashDays }));
  }

  /** Leads to the list that the address names, to the picture that came after this one there. */
  @Post('delete/:id')
  async delete(@Call() call: OwnerCall, @Param('id') id: string): Promise<SeeOther> {
    const place = await this.placeAfter(id, call);
    await this.inner.json('media', 'DELETE', `/api/images/${id}`, call);
    const { user } = call.caller;
    return new SeeOther(`/${user.name}/${place}`, undoCookie(user, [id]));
  }

  /** Where one is once this picture is deleted. No list that can't be told keeps anybody from deleting. */
  private async placeAfter(id: string, call: OwnerCall): Promise<string> {
    const { query, list } = listContext(call.request);
    if (!query) return 'list/5';
    try {
      const { from, beside } = await this.neighbours(id, call);
      const next = beside.older ?? beside.newer;
      return next ? placeIn(from, next) : from.list;
    } catch (problem) {
      if (problem instanceof Problem) return list;
      throw problem;
    }
  }

  private image(id: string, call: OwnerCall): Promise<Image> {
    return this.inner.json('media', 'GET', `/api/images/${id}`, { ...call, answer: Image });
  }

  /** What the page shows besides the picture itself. */
  private async around(id: string, call: OwnerCall): Promise<Omit<PictureProps, 'image' | 'size'>> {
    const [neighbours, presets] = await Promise.all([this.neighbours(id, call), this.presets(call)]);
    return { user: call.caller.user, address: this.publicUrl.addressOf(call.request), presets, ...neighbours };
  }

  private async presets(call: OwnerCall): Promise<Transforms['presets']> {
    const { presets } = await this.inner.json('media', 'GET', '/api/transforms', { ...call, answer: Transforms });
    return presets;
  }

  /** The neighbours of a picture in the list that the address names; without such a list, among the newest. */
  private async neighbours(id: string, call: OwnerCall): Promise<Pick<PictureProps, 'from' | 'beside'>> {
    const find = async (from = NEWEST) => {
      const path = `/api/images/${id}/neighbours?${from.asked}`;
      return { from, beside: await this.inner.json('media', 'GET', path, { ...call, answer: Neighbours }) };
    };
    try {
      return await find(listContext(call.request));
    } catch (problem) {
      // The album was deleted meanwhile, or the search is too long.
      if (problem instanceof Problem && ['NOT_FOUND', 'BAD_REQUEST'].includes(problem.code)) return find();
      throw problem;
    }
  }
}

function toPicture({ request, caller }: OwnerCall, id: string): SeeOther {
  return new SeeOther(`/${caller.user.name}/view/${id}${listContext(request).query}`);
}

/** The form shows minutes: a time that was not changed keeps its seconds. */
function timeChange({ takenAt: old }: Image, takenAt: string | undefined): { takenAt?: string | null } {
  if (takenAt === undefined || takenAt === (old?.slice(0, 16) ?? '')) return {};
  return { takenAt: takenAt === '' ? null : new Date(`${takenAt}Z`).toISOString() };
}
