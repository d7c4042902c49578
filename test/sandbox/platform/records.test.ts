import { createHash } from 'node:crypto';
import { ENTITY_PATHS, PLATFORM_ENTITIES, type PlatformEntity } from '../../../sandbox/platform/fields';
import { type Bench, useBench } from './setup';

const bench = useBench();

/** The least, and then something, of each kind. */
function samples({ companyId, ticketId }: Bench): Record<PlatformEntity, { least: object; patch: object }> {
	return {
		company: { least: { name: 'Acme' }, patch: { city: 'Leeds', customFields: { 'Site Code': 'LDS' } } },
		contact: { least: { companyId, firstName: 'Ada' }, patch: { lastName: 'Lovelace', active: false } },
		agreement: { least: { companyId, name: 'Gold' }, patch: { endsOn: '2026-12-31', active: false } },
		ticket: { least: { companyId, title: 'No dial tone' }, patch: { status: 'in_progress', tags: ['voip'] } },
		note: { least: { ticketId, text: 'Called back.\r\n' }, patch: { visibility: 'public' } },
		timeEntry: {
			least: { ticketId, technician: 'Sam', startedAt: '2026-03-01T09:00:00.000Z' },
			patch: { endedAt: '2026-03-01T10:00:00.000Z', minutes: 60, visibility: 'public', approved: false },
		},
		invoice: {
			least: { companyId, number: 'INV-1', total: 99.5, currency: 'EUR' },
			patch: { status: 'sent', kind: 'credit_note', lines: [{ description: 'Hours', quantity: 1, unitPrice: 99.5 }] },
		},
		attachment: {
			least: { ticketId, fileName: 'log.txt' },
			patch: { contentType: 'text/plain', visibility: 'public' },
		},
	};
}

describe.each(PLATFORM_ENTITIES)('a %s', (entity) => {
	const path = `/${ENTITY_PATHS[entity]}`;

	test('is created, read, listed, changed and deleted', async () => {
		const { client } = bench();
		const { least, patch } = samples(bench())[entity];

		const created = await client.post(path, least);
		expect(created.status).toBe(201);
		expect(created.body).toMatchObject(least);
		expect(created.headers.get('etag')).toBe(created.body.etag);
		expect(created.headers.get('location')).toBe(`/api/v1${path}/${created.body.id}`);

		const read = await client.get(`${path}/${created.body.id}`);
		expect(read.body).toEqual(created.body);
		expect(read.headers.get('etag')).toBe(created.body.etag);

		const list = await client.get(path, { ids: created.body.id });
		expect(list.body).toEqual({ items: [created.body], nextCursor: null, hasMore: false });

		const changed = await client.patch(`${path}/${created.body.id}`, patch, { 'if-match': created.body.etag });
		expect(changed.status).toBe(200);
		expect(changed.body).toMatchObject(patch);
		expect(changed.body.etag).not.toBe(created.body.etag);
		expect(changed.headers.get('etag')).toBe(changed.body.etag);

		expect((await client.delete(`${path}/${created.body.id}`)).status).toBe(204);
		expect(await client.get(`${path}/${created.body.id}`)).toMatchObject({ status: 410, body: { code: 'deleted' } });
		expect((await client.get(path, { ids: created.body.id })).body.items).toEqual([]);
	});

	test('is changed only in the fields of the patch', async () => {
		const { client } = bench();
		const { least, patch } = samples(bench())[entity];
		const { body: before } = await client.post(path, least);
		const { body: after } = await client.patch(`${path}/${before.id}`, patch);
		const server = ['updatedAt', 'updatedBy', 'etag', ...(entity === 'contact' ? ['name'] : [])];
		for (const [name, value] of Object.entries(before)) {
			if (!(name in patch) && !server.includes(name)) expect([name, after[name]]).toEqual([name, value]);
		}
	});

	test('keeps its etag and makes no change when a patch changes nothing', async () => {
		const { client } = bench();
		const { least, patch } = samples(bench())[entity];
		const { body: created } = await client.post(path, least);
		const { body: before } = await client.patch(`${path}/${created.id}`, patch);
		const { nextCursor } = (await client.get(`${path}/changes`)).body;
		expect((await client.patch(`${path}/${created.id}`, patch)).body).toEqual(before);
		expect((await client.patch(`${path}/${created.id}`, {})).body).toEqual(before);
		expect((await client.get(`${path}/changes`, { cursor: nextCursor })).body.items).toEqual([]);
	});

	test('is unknown until it is created', async () => {
		const { client } = bench();
		const never = `${path}/${entity}-999`;
		expect(await client.get(never)).toMatchObject({ status: 404, body: { code: 'not_found' } });
		expect(await client.patch(never, {})).toMatchObject({ status: 404 });
		expect(await client.delete(never)).toMatchObject({ status: 404 });
	});

	test('is deleted twice with the same answer, and refuses changes afterwards', async () => {
		const { client } = bench();
		const { body } = await client.post(path, samples(bench())[entity].least);
		await client.delete(`${path}/${body.id}`);
		expect((await client.delete(`${path}/${body.id}`)).status).toBe(204);
		expect(await client.patch(`${path}/${body.id}`, {})).toMatchObject({ status: 410, body: { code: 'deleted' } });
		const tombstones = (await client.get(`${path}/changes`)).body.items.filter(
			(item: { id: string }) => item.id === body.id,
		);
		expect(tombstones).toEqual([expect.objectContaining({ id: body.id, deleted: true })]);
	});
});

describe('custom fields', () => {
	test('are all present, empty ones as null, and are patched one by one', async () => {
		const { client, companyId } = bench();
		const { body: ticket } = await client.post('/tickets', {
			companyId,
			title: 'x',
			customFields: { 'Asset Tag': 'LT-1' },
		});
		expect(ticket.customFields).toEqual({
			'Asset Tag': 'LT-1',
			'Site Code': null,
			'Estimated Hours': null,
			'Change Approved': null,
		});
		const { body: after } = await client.patch(`/tickets/${ticket.id}`, { customFields: { 'Estimated Hours': 2.5 } });
		expect(after.customFields).toMatchObject({ 'Asset Tag': 'LT-1', 'Estimated Hours': 2.5 });
		const { body: emptied } = await client.patch(`/tickets/${ticket.id}`, { customFields: { 'Asset Tag': null } });
		expect(emptied.customFields).toMatchObject({ 'Asset Tag': null, 'Estimated Hours': 2.5 });
	});
});

describe('what the server computes', () => {
	test('a ticket has a number that nobody can write', async () => {
		const { client, ticketId } = bench();
		const { body } = await client.get(`/tickets/${ticketId}`);
		expect(body.number).toBe('T00001');
		expect(await client.patch(`/tickets/${ticketId}`, { number: 'T9' })).toMatchObject({
			status: 422,
			body: { errors: [{ field: 'number', code: 'read_only' }] },
		});
	});

	test('the name of a contact follows from its parts', async () => {
		const { client, companyId } = bench();
		const { body } = await client.post('/contacts', { companyId, firstName: ' Ada ', lastName: 'King' });
		expect(body.name).toBe('Ada King');
		expect((await client.patch(`/contacts/${body.id}`, { lastName: null })).body.name).toBe('Ada');
	});

	test('the minutes of a time entry are those between start and end where they are not given', async () => {
		const { client, ticketId } = bench();
		const span = { ticketId, technician: 'Sam', startedAt: '2026-03-01T09:00:00Z', endedAt: '2026-03-01T09:45:00Z' };
		expect((await client.post('/time-entries', span)).body.minutes).toBe(45);
		expect((await client.post('/time-entries', { ...span, minutes: 60 })).body.minutes).toBe(60);
	});

	test('a note is by whoever sent it, unless it says otherwise', async () => {
		const { client, ticketId } = bench();
		expect((await client.post('/notes', { ticketId, text: 'x' })).body.author).toBe('integration');
		expect((await client.post('/notes', { ticketId, text: 'x', author: 'Sam' })).body.author).toBe('Sam');
	});

	test('updatedBy names the API key that /me tells', async () => {
		const { client, platform, ticketId } = bench();
		const { body: me } = await client.get('/me');
		expect((await client.patch(`/tickets/${ticketId}`, { status: 'closed' })).body.updatedBy).toBe(me.name);
		expect(platform.control.edit('ticket', ticketId, { status: 'waiting' }, 'Sam').updatedBy).toBe('Sam');
	});
});

describe('what belongs together', () => {
	test('notes and attachments can be listed and created below their ticket', async () => {
		const { client, companyId, ticketId } = bench();
		const { body: elsewhere } = await client.post('/tickets', { companyId, title: 'Other' });
		await client.post('/notes', { ticketId: elsewhere.id, text: 'not here' });
		const { body: note } = await client.post(`/tickets/${ticketId}/notes`, { text: 'here' });
		expect(note.ticketId).toBe(ticketId);
		expect((await client.get(`/tickets/${ticketId}/notes`)).body.items).toEqual([note]);
		expect((await client.get(`/notes/${note.id}`)).body).toEqual(note);
		const { body: file } = await client.post(`/tickets/${ticketId}/attachments`, { fileName: 'a.txt' });
		expect((await client.get(`/tickets/${ticketId}/attachments`)).body.items).toEqual([file]);
	});

	test('a deleted ticket takes its notes, time entries and attachments with it', async () => {
		const { client, ticketId } = bench();
		const { body: note } = await client.post('/notes', { ticketId, text: 'x' });
		const { body: entry } = await client.post('/time-entries', {
			ticketId,
			technician: 'S',
			startedAt: '2026-03-01T09:00:00Z',
		});
		const { body: file } = await client.post('/attachments', { ticketId, fileName: 'x' });
		await client.delete(`/tickets/${ticketId}`);
		expect((await client.get(`/notes/${note.id}`)).status).toBe(410);
		expect((await client.get(`/time-entries/${entry.id}`)).status).toBe(410);
		expect((await client.get(`/attachments/${file.id}`)).status).toBe(410);
	});

	test('a company or contact that is referred to is not deleted', async () => {
		const { client, companyId, ticketId } = bench();
		const { body: contact } = await client.post('/contacts', { companyId, firstName: 'Ada' });
		await client.patch(`/tickets/${ticketId}`, { contactId: contact.id });
		expect(await client.delete(`/companies/${companyId}`)).toMatchObject({ status: 409, body: { code: 'in_use' } });
		expect(await client.delete(`/contacts/${contact.id}`)).toMatchObject({ status: 409, body: { code: 'in_use' } });
		await client.delete(`/tickets/${ticketId}`);
		expect((await client.delete(`/contacts/${contact.id}`)).status).toBe(204);
		expect((await client.delete(`/companies/${companyId}`)).status).toBe(204);
	});

	test('a locked time entry can be neither changed nor deleted, nor can its ticket', async () => {
		const { client, platform, ticketId } = bench();
		const { body } = await client.post('/time-entries', {
			ticketId,
			technician: 'S',
			startedAt: '2026-03-01T09:00:00Z',
		});
		platform.control.lock(body.id);
		const locked = { status: 409, body: { code: 'locked' } };
		expect(await client.patch(`/time-entries/${body.id}`, { minutes: 5 })).toMatchObject(locked);
		expect(await client.delete(`/time-entries/${body.id}`)).toMatchObject(locked);
		expect(await client.delete(`/tickets/${ticketId}`)).toMatchObject(locked);
		expect((await client.get(`/time-entries/${body.id}`)).body).toMatchObject({ locked: true, minutes: 0 });
	});

	test('of a locked time entry only what billing says can be changed, until it is opened again', async () => {
		const { client, companyId, ticketId } = bench();
		const { body: invoice } = await client.post('/invoices', { companyId, number: '7', total: 10, currency: 'EUR' });
		const { body: entry } = await client.post('/time-entries', {
			ticketId,
			technician: 'S',
			startedAt: '2026-03-01T09:00:00Z',
			minutes: 5,
		});
		const path = `/time-entries/${entry.id}`;
		// The last edit before it is billed may come together with the lock.
		expect(await client.patch(path, { locked: true, minutes: 6 })).toMatchObject({ status: 200 });
		expect((await client.patch(path, { invoiceId: invoice.id, minutes: 6 })).body).toMatchObject({
			locked: true,
			invoiceId: invoice.id,
		});
		expect(await client.delete(`/invoices/${invoice.id}`)).toMatchObject({ status: 409, body: { code: 'in_use' } });
		expect(await client.patch(path, { locked: false, minutes: 7 })).toMatchObject({ status: 409 });
		expect((await client.patch(path, { locked: false, invoiceId: null })).body).toMatchObject({ locked: false });
		expect((await client.patch(path, { minutes: 7 })).body).toMatchObject({ minutes: 7 });
	});

	test('an agreement is not deleted while work is billed by it, and does not end before it starts', async () => {
		const { client, companyId, ticketId } = bench();
		const span = { startsOn: '2026-03-02', endsOn: '2026-03-01' };
		expect(await client.post('/agreements', { companyId, name: 'A', ...span })).toMatchObject({
			status: 422,
			body: { errors: [{ field: 'endsOn', code: 'invalid_value' }] },
		});
		const { body: agreement } = await client.post('/agreements', { companyId, name: 'A' });
		await client.patch(`/tickets/${ticketId}`, { agreementId: agreement.id });
		expect(await client.delete(`/agreements/${agreement.id}`)).toMatchObject({ body: { code: 'in_use' } });
		await client.patch(`/tickets/${ticketId}`, { agreementId: null });
		expect((await client.delete(`/agreements/${agreement.id}`)).status).toBe(204);
	});
});

describe('the content of an attachment', () => {
	test('comes back byte for byte, with its size and hash in the record', async () => {
		const { client, ticketId } = bench();
		const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256));
		const { body: file } = await client.post('/attachments', {
			ticketId,
			fileName: 'Ünï "x".bin',
			contentType: 'image/png',
		});
		expect(file).toMatchObject({ size: null, sha256: null });
		expect((await client.get(`/attachments/${file.id}/content`)).status).toBe(404);
		const { body: filled } = await client.put(`/attachments/${file.id}/content`, bytes, { 'if-match': file.etag });
		expect(filled).toMatchObject({ size: 70_000, sha256: createHash('sha256').update(bytes).digest('hex') });
		const download = await client.get(`/attachments/${file.id}/content`);
		expect(Buffer.compare(download.body, bytes)).toBe(0);
		expect(download.headers.get('content-type')).toBe('image/png');
		expect(download.headers.get('content-disposition')).toMatch(/^attachment;/);
		const stale = await client.put(`/attachments/${file.id}/content`, Buffer.from('x'), { 'if-match': file.etag });
		expect(stale).toMatchObject({ status: 412, body: { code: 'etag_mismatch' } });
		expect(Buffer.compare((await client.get(`/attachments/${file.id}/content`)).body, bytes)).toBe(0);
	});

	test('with a media type that could break out of its header is sent as plain bytes', async () => {
		const { client, ticketId } = bench();
		const { body } = await client.post('/attachments', {
			ticketId,
			fileName: 'x',
			contentType: 'text/html\r\nX-Evil: 1',
		});
		await client.put(`/attachments/${body.id}/content`, Buffer.from('<script>'));
		const download = await client.get(`/attachments/${body.id}/content`);
		expect(download.headers.get('content-type')).toBe('application/octet-stream');
		expect(download.headers.get('x-evil')).toBeNull();
	});
});
