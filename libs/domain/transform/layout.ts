import { BadTransform, MAX_AVIF_PIXELS, MAX_PIXELS, MAX_SIDE } from '#libs/domain/transform/modifiers.js';
import { stepText, type Step, type Transform } from '#libs/domain/transform/transform.js';

/** In pixels. */
export interface Area {
  width: number;
  height: number;
}

export interface Rectangle extends Area {
  x: number;
  y: number;
}

/** A step for a picture of one size. */
export interface PlannedStep {
  step: Step;
  /** The picture before it, and after it. */
  from: Area;
  to: Area;
  /** What the picture is resized to, for a size; it is then padded or cut to `to`. */
  inner: Area;
  /** What is cut out of `inner` (SC) or of `from` (CR, CRP). */
  cut: Rectangle;
}

export interface Layout {
  steps: readonly PlannedStep[];
  /** The first size, if all steps before it do the same to a smaller copy; else -1. */
  head: number;
  /** The part of its resolution that the picture needs for the head, at most 1. */
  scale: number;
  /** A rectangle that is cut out first, and needed sharper than half: it alone is decoded, where the file allows that. */
  region: PlannedStep | null;
  result: Area;
}

/** Steps that do to a smaller copy of a picture what they do to itself. */
const SCALABLE: ReadonlySet<string> = new Set<Step['name']>(['CR', 'CRP', 'PT', 'FLH', 'FLV', 'GR']);
const SIZES: ReadonlySet<string> = new Set<Step['name']>(['SL', 'SX', 'SY', 'SE', 'SR', 'SC']);
/** From this part of the resolution on, no smaller copy is decoded than the file itself: a JPEG is shrunk by 2, 4 or 8 as it is decoded. */
const WHOLE_RESOLUTION = 0.5;
/** Pixels of an image that is decoded as a whole, before the first size. */
const MAX_CUT_PIXELS = 100_000_000;

/** Before the first size, a picture is not decoded larger than this, unless it needs to be. */
const MAX_EARLY_PIXELS = 20_000_000;
/** Pixels of a picture between two steps before the first size: one that is turned by 45 degrees has a half more, or twice as many. */
const MAX_STEP_PIXELS = 50_000_000;
/** Pixels of a result that is written several times, to find its quality. */
const MAX_SEARCHED_PIXELS = 10_000_000;
/** What would do. */
const SMALLER = 'begin with a smaller size, such as SL2048';

/**
 * The sizes of a picture from step to step, for an image of this size (after orientation).
 * @throws BadTransform for a rectangle outside of it, and for what would become too large
 */
export function layout({ steps, dpr, kilobytes, format }: Omit<Transform, 'matte' | 'quality'>, whole: Area): Layout {
  const planned = layoutSteps(steps, dpr, whole);
  const first = steps.findIndex(({ name }) => !SCALABLE.has(name));
  const head = first >= 0 && SIZES.has(steps[first]!.name) ? first : -1;
  checkSizes(whole, planned, head);
  const { inner, from: before } = planned[head] ?? { inner: whole, from: whole };
  const scale = Math.min(1, Math.max(inner.width / before.width, inner.height / before.height));
  const region = regionOf(planned, head, scale);
  if (!region) checkEarly(planned.slice(0, Math.max(0, head)), earlyArea(whole, { steps: planned, head, scale }, whole));
  const result = planned.at(-1)?.to ?? whole;
  if (kilobytes !== null && result.width * result.height > MAX_SEARCHED_PIXELS) {
    const most = `${MAX_SEARCHED_PIXELS / 1e6} megapixels`;
    throw new BadTransform(`KB${kilobytes} tries several qualities, and for that a result has at most ${most}; ${SMALLER}.`);
  }
  if (format === 'avif' && result.width * result.height > MAX_AVIF_PIXELS) {
    throw new BadTransform(`An avif has at most ${MAX_AVIF_PIXELS / 1e6} megapixels; ${SMALLER}, or end the address in .webp.`);
  }
  return { steps: planned, head, scale, region, result };
}

/** The same without a bound for sizes. @throws BadTransform for a rectangle outside of the picture */
export function layoutSteps(steps: readonly Step[], dpr: number, whole: Area): PlannedStep[] {
  const planned: PlannedStep[] = [];
  for (const step of steps) planned.push(plan(step, dpr, planned.at(-1)?.to ?? whole));
  return planned;
}

/** The steps before the head for a smaller copy of the picture. */
export function earlySteps(planned: readonly PlannedStep[], early: Area): PlannedStep[] {
  const steps: PlannedStep[] = [];
  for (const { step, from: whole, cut } of planned) {
    const from = steps.at(-1)?.to ?? early;
    const part = scaledCut(cut, whole, from);
    const isRectangle = step.name === 'CR';
    steps.push(isRectangle ? { step, from, to: { width: part.width, height: part.height }, inner: from, cut: part } : plan(step, 1, from));
  }
  return steps;
}

/** A rectangle of a picture in a smaller copy of it: at least one pixel, and within the copy. */
export function scaledCut({ x, y, width, height }: Rectangle, whole: Area, copy: Area): Rectangle {
  const [left, across] = span((x * 100) / whole.width, (width * 100) / whole.width, copy.width);
  const [top, down] = span((y * 100) / whole.height, (height * 100) / whole.height, copy.height);
  return { x: left, y: top, width: across, height: down };
}

function regionOf([first]: readonly PlannedStep[], head: number, scale: number): PlannedStep | null {
  return first && isCut(first) && (head < 0 || (head === 1 && scale > WHOLE_RESOLUTION)) ? first : null;
}

/** Before the head a picture never exists at its whole size. */
function checkSizes(whole: Area, planned: readonly PlannedStep[], head: number): void {
  if (head < 0 && !isCut(planned[0]) && !fits(whole)) {
    throw new BadTransform(
      `The picture has ${sizeText(whole)}, and a result at most ${MAX_SIDE} a side and ${MAX_PIXELS / 1e6} megapixels; ${SMALLER}.`,
    );
  }
  for (const { step, to, inner } of planned.slice(Math.max(0, head))) {
    const isCovered = step.name !== 'SC' || inner.width * inner.height <= MAX_PIXELS;
    if (!isCovered) throw new BadTransform(`${stepText(step)} cuts off too much of a picture of ${sizeText(whole)}; ${SMALLER}.`);
    if (fits(to)) continue;
    throw new BadTransform(
      `${stepText(step)} makes ${sizeText(to)}, and at most ${MAX_SIDE} a side and ${MAX_PIXELS / 1e6} megapixels can be; ${SMALLER}.`,
    );
  }
}

/**
 * How large a file is decoded before the first size, or whole if there is none. A rectangle alone is cut out of a copy that is as sharp as
 * it is needed, which a JPEG gives cheaply; other steps are done to a sharper one.
 * @param file the size of the file: of the picture, or of a smaller copy of it
 */
export function earlyArea(file: Area, { steps, head, scale }: Pick<Layout, 'steps' | 'head' | 'scale'>, whole: Area): Area {
  if (head < 0) return file;
  const least = head === 1 && isCut(steps[0]) ? 0 : Math.sqrt(MAX_EARLY_PIXELS / (file.width * file.height));
  return scaled(file, Math.min(1, Math.max((scale * whole.width) / file.width, least)));
}

function isCut(planned: PlannedStep | undefined): boolean {
  return planned?.step.name === 'CR' || planned?.step.name === 'CRP';
}

/** Steps before the first size are done to a smaller copy, which has a bound as well. */
function checkEarly(steps: readonly PlannedStep[], early: Area): void {
  if (steps.length > 0 && early.width * early.height > MAX_CUT_PIXELS) {
    throw new BadTransform(`${stepText(steps[0]!.step)} needs ${sizeText(early)}, which is more than can be decoded; ${SMALLER}.`);
  }
  for (const { step, to } of earlySteps(steps, early)) {
    if (to.width * to.height <= MAX_STEP_PIXELS) continue;
    throw new BadTransform(`${stepText(step)} makes ${sizeText(to)}, and at most ${MAX_STEP_PIXELS / 1e6} megapixels can be; ${SMALLER}.`);
  }
}

/** Whether a result may be so large. */
export function fits({ width, height }: Area): boolean {
  return Math.max(width, height) <= MAX_SIDE && width * height <= MAX_PIXELS;
}

function sizeText({ width, height }: Area): string {
  return `${width} × ${height} pixels`;
}

function plan(step: Step, dpr: number, from: Area): PlannedStep {
  const all = { x: 0, y: 0, ...from };
  const [a = 0, b = 0, c = 0, d = 0] = step.values;
  const resized = (scale: number): PlannedStep => {
    const to = scaled(from, Math.min(1, scale));
    return { step, from, to, inner: to, cut: { x: 0, y: 0, ...to } };
  };
  const cutOut = (cut: Rectangle): PlannedStep => ({ step, from, to: { width: cut.width, height: cut.height }, inner: from, cut });
  switch (step.name) {
    case 'SL':
      return resized((a * dpr) / Math.max(from.width, from.height));
    case 'SX':
      return resized((a * dpr) / from.width);
    case 'SY':
      return resized((a * dpr) / from.height);
    case 'SE': {
      const to = { width: Math.min(from.width, a * dpr), height: Math.min(from.height, b * dpr) };
      return { step, from, to, inner: to, cut: { x: 0, y: 0, ...to } };
    }
    case 'SR':
      return box(step, { width: a, height: b }, dpr, from);
    case 'SC':
      return cover(step, { width: a * dpr, height: b * dpr }, from);
    case 'CR':
      if (a + c <= from.width && b + d <= from.height) return cutOut({ x: a, y: b, width: c, height: d });
      throw outside(step, from);
    case 'CRP':
      return cutOut(percents(step.values, from));
    case 'PT':
      return { step, from, to: turned(from, a), inner: from, cut: all };
    case 'BO':
      return { step, from, to: { width: from.width + 2 * a, height: from.height + 2 * a }, inner: from, cut: all };
    default:
      return { step, from, to: from, inner: from, cut: all };
  }
}

function scaled({ width, height }: Area, scale: number): Area {
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Into a box, which grows with `dpr` only until the picture touches it without being enlarged. */
function box(step: Step, { width, height }: Area, dpr: number, from: Area): PlannedStep {
  const grown = Math.min(dpr, Math.max(1, from.width / width, from.height / height));
  const to = scaled({ width, height }, grown);
  const inner = scaled(from, Math.min(1, to.width / from.width, to.height / from.height));
  return { step, from, to, inner, cut: { x: 0, y: 0, ...inner } };
}

/** Over a box, or over the largest one of its shape that the picture covers. */
function cover(step: Extract<Step, { name: 'SC' }>, { width, height }: Area, from: Area): PlannedStep {
  const to = scaled({ width, height }, Math.min(1, from.width / width, from.height / height));
  const scale = Math.max(to.width / from.width, to.height / from.height);
  const resized = scaled(from, scale);
  const inner = { width: Math.max(to.width, resized.width), height: Math.max(to.height, resized.height) };
  const [x = 50, y = 50] = step.focus === 'attention' ? [] : step.focus;
  return { step, from, to, inner, cut: { x: around(x, inner.width, to.width), y: around(y, inner.height, to.height), ...to } };
}

function percents([x = 0, y = 0, width = 0, height = 0]: readonly number[], from: Area): Rectangle {
  const [[left, across], [top, down]] = [span(x, width, from.width), span(y, height, from.height)];
  return { x: left, y: top, width: across, height: down };
}

/** Where a part begins whose middle is at this percentage of the whole, or as near to it as can be. */
function around(focus: number, whole: number, part: number): number {
  return Math.min(Math.max(0, Math.round((focus / 100) * whole - part / 2)), whole - part);
}

/** Where a part of so many percent begins, and its length: at least one. */
function span(start: number, length: number, whole: number): [first: number, length: number] {
  const first = Math.min(whole - 1, Math.round((start / 100) * whole));
  return [first, Math.max(1, Math.min(whole, Math.round(((start + length) / 100) * whole)) - first)];
}

function outside(step: Step, from: Area): BadTransform {
  const [x = 0, y = 0] = step.values;
  const text = `${stepText(step)} goes beyond the picture, which has ${sizeText(from)} there`;
  if (x >= from.width || y >= from.height) return new BadTransform(`${text}; begin within it, such as CR0,0,${from.width},${from.height}.`);
  return new BadTransform(`${text}; use at most CR${x},${y},${from.width - x},${from.height - y}.`);
}

/** The box around a picture that is turned by degrees. */
export function turned({ width, height }: Area, degrees: number): Area {
  if (degrees % 180 === 0) return { width, height };
  if (degrees % 90 === 0) return { width: height, height: width };
  const [cos, sin] = [Math.abs(Math.cos((degrees * Math.PI) / 180)), Math.abs(Math.sin((degrees * Math.PI) / 180))];
  return { width: Math.max(1, Math.round(width * cos + height * sin)), height: Math.max(1, Math.round(width * sin + height * cos)) };
}
