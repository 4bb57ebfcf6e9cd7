import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Client } from '../harness/http/client.js';
import { listen } from '../harness/http/event-stream.js';
import { FORMS, type Form, type FormName } from '../harness/http/forms.js';
import { cutJpeg, jpeg } from '../harness/images/images.js';
import { describeOn, realServer } from '../harness/servers/servers.js';
import { ready, settled } from '../harness/http/until.js';

const servers = [await realServer('mongo'), await realServer('s3'), await realServer('redis')];

// All of test/e2e can run on any of them: TEST_FORM=one-sqlite-s3 npm test -- --project e2e-apart
describeOn('a mixture of engines', servers, (mongo, s3, redis) => {
  describe.each(Object.keys(FORMS) as FormName[])('%s', (name) => {
    let form: Form;
    let ada: Client;
    beforeAll(async () => {
      form = await FORMS[name]({ mongo: mongo!, s3: s3!, redis: redis! });
      ada = await Client.signUp(form.url);
    });
    afterAll(() => form?.close());

    it('stores an image, serves its variants, sends its events and deletes it', async () => {
      const events = await listen(ada);
      const bytes = await jpeg(640, 480);
      const { id } = await ready(ada, (await ada.upload(bytes, { name: 'Straße.jpg' })).id);
      await events.find(({ data }) => data.id === id && data['state'] === 'ready');
      await events.close();
      for (const size of ['s', 'm', 'l']) await ada.get(`/get/${id}/${size}?exact`);
      expect((await ada.get(`/get/${id}/o`)).bytes.equals(bytes)).toBe(true);
      expect(await ada.upload(bytes, {}, { status: 200 })).toMatchObject({ id, duplicate: true });
      await ada.send('DELETE', `/api/images/${id}`, { status: 204 });
      await ada.refused('NOT_FOUND', 'GET', `/get/${id}/m`);
      await ada.json('POST', `/api/images/${id}/restore`, {}, { status: 200 });
      await ready(ada, id);
      await ada.send('DELETE', `/api/images/${id}?forever=true`, { status: 204 });
      await ada.refused('NOT_FOUND', 'GET', `/get/${id}/o`);
      expect(await ada.ids()).toEqual([]);
    });

    it('rejects an image that can’t be decoded, and keeps its original', async () => {
      const bytes = await cutJpeg();
      const { id, state } = await settled(ada, (await ada.upload(bytes)).id);
      expect(state).toBe('rejected');
      expect((await ada.get(`/get/${id}/o?download`)).bytes.equals(bytes)).toBe(true);
    });

    it('reports that it is ready', async () => {
      await ada.get('/health/ready', { status: 200 });
    });
  });
});
