import { signUp } from '../drive.mjs';
import { photo } from '../photos.mjs';
import { interleaved, line } from '../rounds.mjs';
import { startStack } from '../stack.mjs';
import { wrk } from '../wrk.mjs';

/** Requests a second with gateway, auth, media and worker in processes of their own, beside another build that is run in the same way. */
export async function measure({ photos, beside, rounds, quick }) {
  const seconds = quick ? 2 : 8;
  const subjects = [];
  try {
    for (const root of ['.', ...(beside ? [beside] : [])]) subjects.push(await startSubject(root, photos));
    const [ours, other] = subjects;
    const row = async (what, path, options) => {
      const rate = ({ url, id, cookie }) => wrk(url + path(id), { seconds, headers: [`Cookie: ${cookie}`] });
      const figures = other
        ? await interleaved(
            rounds,
            () => rate(ours),
            () => rate(other),
          )
        : { drive: [await rate(ours)] };
      return line(what, figures, { unit: 'requests/s', digits: 0, ...(other && options) });
    };
    return {
      title: 'Four processes on real servers',
      beside: 'the other build',
      lines: [
        await row('one medium picture again and again', (id) => `/get/${id}/m`, { least: 3 }),
        await row('`GET /api/images/ID`', (id) => `/api/images/${id}`, { least: 2 }),
      ],
    };
  } finally {
    for (const { stack } of subjects) await stack.remove();
  }
}

async function startSubject(root, photos) {
  const stack = await startStack(root);
  await stack.startWorker();
  const person = await signUp(stack.url);
  const { id } = await person.upload(photo(photos, 0, 'apart'));
  await person.allMade();
  person.close();
  return { stack, url: stack.url, id, cookie: person.cookie };
}
