import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, release, totalmem, type } from 'node:os';

import sharp from 'sharp';

import { median } from './rounds.mjs';

const FILE = 'docs/performance.md';
const [BEGIN, END] = ['<!-- bench: begin -->', '<!-- bench: end -->'];

/** The whole report in Markdown. */
export function report(results, { photos, command }) {
  const [cpu] = cpus();
  const machine = `${cpus().length} cores (${cpu.model.trim()}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${type()} ${release()} ${arch()}`;
  const versions = `Node ${process.versions.node}, sharp ${sharp.versions.sharp}, libvips ${sharp.versions.vips}`;
  const head = [`- Command: \`${command}\``, `- When: ${new Date().toISOString().slice(0, 10)}`, `- Machine: ${machine}`];
  return [...head, `- Versions: ${versions}`, `- Photos: ${photos.about}`, '', ...results.flatMap(section)].join('\n');
}

/** Puts the report between the markers of the page that explains it. */
export function writeReport(text) {
  const page = readFileSync(FILE, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`${FILE} has lost its markers ${BEGIN} and ${END}.`);
  writeFileSync(FILE, `${before}${BEGIN}\n\n${text}\n${END}${after}`);
}

function section({ title, beside, lines, notes = [] }) {
  const rows = lines.map((each) => [each.what, figures(each, each.drive), figures(each, each.bare), ratio(each), goal(each)]);
  const table = [['', 'drive', beside, 'ratio', 'goal'], Array(5).fill('---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return [`### ${title}`, '', ...(lines.length > 0 ? table : []), '', ...notes.flatMap((note) => [note, ''])];
}

/** The median, with the least and the most of several rounds. */
function figures({ digits, unit }, numbers) {
  if (!numbers) return '';
  const show = (number) => number.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });
  const range = numbers.length > 1 ? ` (${show(Math.min(...numbers))} to ${show(Math.max(...numbers))})` : '';
  return `${show(median(numbers))}${unit ? ` ${unit}` : ''}${range}`;
}

function ratio({ ratios }) {
  return ratios ? figures({ digits: 2 }, ratios) : '';
}

function goal({ ratios, drive, least, most, limit }) {
  const figure = ratios ? median(ratios) : median(drive);
  if (least !== undefined) return `at least ${least}: ${figure >= least ? 'reached' : 'missed'}`;
  if (most !== undefined) return `at most ${most}: ${figure <= most ? 'reached' : 'missed'}`;
  if (limit !== undefined) return `at most ${limit}: ${Math.max(...drive) <= limit ? 'reached' : 'missed'}`;
  return '';
}
