import fc from 'fast-check';
import { useBench } from './setup';

const bench = useBench();

const refusal = (field: string, code: string) => ({
	status: 422,
	body: { code: 'validation_failed', errors: [expect.objectContaining({ field, code })] },
});

describe('a refused field is named', () => {
	test.each<[string, object, string, string]>([
		['an unknown field', { colour: 'red' }, 'colour', 'unknown_field'],
		['a read-only field', { updatedAt: '2026-03-01T09:00:00Z' }, 'updatedAt', 'read_only'],
		['a wrong type', { title: 7 }, 'title', 'wrong_type'],
		['an emptied required field', { title: null }, 'title', 'wrong_type'],
		['a required field of blanks', { title: ' \t ' }, 'title', 'required'],
		['a title of 256 characters', { title: 'x'.repeat(256) }, 'title', 'too_long'],
		['an unknown status', { status: 'open' }, 'status', 'invalid_option'],
		['an unknown queue', { queue: 'Nowhere' }, 'queue', 'invalid_option'],
		['a company that does not exist', { companyId: 'co-999' }, 'companyId', 'unknown_reference'],
		['a time without offset', { dueAt: '2026-03-01T09:00:00' }, 'dueAt', 'invalid_value'],
		['a day that does not exist', { dueAt: '2026-02-30T09:00:00Z' }, 'dueAt', 'invalid_value'],
		['an unpaired surrogate', { title: 'a\ud800b' }, 'title', 'invalid_value'],
		['a tag of blanks', { tags: ['ok', ' '] }, 'tags/1', 'required'],
		['an unknown custom field', { customFields: { Colour: 'red' } }, 'customFields/Colour', 'unknown_field'],
		['a custom field of a wrong type', { customFields: { 'Asset Tag': 7 } }, 'customFields/Asset Tag', 'wrong_type'],
		['a reference with a comma', { externalRefs: [{ system: 'cw', id: '1,2' }] }, 'externalRefs/0/id', 'invalid_value'],
	])('%s', async (_what, patch, field, code) => {
		const { client, ticketId } = bench();
		const { body: before } = await client.get(`/tickets/${ticketId}`);
		expect(await client.patch(`/tickets/${ticketId}`, { priority: 'High', ...patch })).toMatchObject(
			refusal(field, code),
		);
		expect((await client.get(`/tickets/${ticketId}`)).body).toEqual(before);
	});

	test('every one of several', async () => {
		const { client } = bench();
		const { body } = await client.post('/tickets', { titel: 'x', priority: 'Urgent' });
		expect(body.errors.map(({ field, code }: { field: string; code: string }) => `${field} ${code}`).sort()).toEqual([
			'companyId required',
			'priority invalid_option',
			'titel unknown_field',
			'title required',
		]);
	});

	test('an end before its start', async () => {
		const { client, ticketId } = bench();
		const span = { ticketId, technician: 'S', startedAt: '2026-03-01T09:00:00Z', endedAt: '2026-03-01T08:00:00Z' };
		expect(await client.post('/time-entries', span)).toMatchObject(refusal('endedAt', 'invalid_value'));
	});

	test('a record that was deleted is no reference', async () => {
		const { client, ticketId } = bench();
		await client.delete(`/tickets/${ticketId}`);
		expect(await client.post('/notes', { ticketId, text: 'x' })).toMatchObject(
			refusal('ticketId', 'unknown_reference'),
		);
	});

	test('a child keeps its parent', async () => {
		const { client, ticketId } = bench();
		const { body } = await client.post('/notes', { ticketId, text: 'x' });
		expect(await client.patch(`/notes/${body.id}`, { ticketId })).toMatchObject(refusal('ticketId', 'read_only'));
	});
});

describe('the normal form', () => {
	test('a single line loses white space at its ends, several lines keep everything', async () => {
		const { client, companyId } = bench();
		const text = '  first\r\n\tsecond  \n\n';
		const { body } = await client.post('/tickets', { companyId, title: '\t Printer  on fire \n', description: text });
		expect(body).toMatchObject({ title: 'Printer  on fire', description: text });
	});

	test('times come back in UTC milliseconds', async () => {
		const { client, ticketId } = bench();
		const { body } = await client.patch(`/tickets/${ticketId}`, { dueAt: '2026-03-01T10:30:00.1239+01:00' });
		expect(body.dueAt).toBe('2026-03-01T09:30:00.123Z');
	});

	test('repeated tags are dropped', async () => {
		const { client, ticketId } = bench();
		const { body } = await client.patch(`/tickets/${ticketId}`, { tags: ['vpn', 'urgent ', 'vpn', 'urgent'] });
		expect(body.tags).toEqual(['vpn', 'urgent']);
	});

	test('length is counted in code points', async () => {
		const { client, ticketId } = bench();
		const title = '🖨'.repeat(255);
		expect((await client.patch(`/tickets/${ticketId}`, { title })).body.title).toBe(title);
		expect((await client.patch(`/tickets/${ticketId}`, { title: `${title}🖨` })).status).toBe(422);
	});

	test('any text is kept bit-exact up to the normal form, and the normal form is stable', async () => {
		const { client, ticketId } = bench();
		const anyText = fc.string({ unit: 'grapheme', maxLength: 60 });
		await fc.assert(
			fc.asyncProperty(anyText, anyText, async (title, description) => {
				fc.pre(title.trim() !== '');
				const { body } = await client.patch(`/tickets/${ticketId}`, { title, description });
				expect(body).toMatchObject({ title: title.trim(), description });
				const again = await client.patch(`/tickets/${ticketId}`, { title: body.title, description: body.description });
				expect(again.body.etag).toBe(body.etag);
			}),
			{ numRuns: 200 },
		);
	});
});

describe('a body that is no record', () => {
	const send = async (body: string, type = 'application/json') => {
		const { platform } = bench();
		const headers = { authorization: `Bearer ${platform.apiKey}`, 'content-type': type };
		const response = await fetch(`${platform.apiUrl}/companies`, { method: 'POST', headers, body });
		return { status: response.status, type: response.headers.get('content-type'), body: await response.json() };
	};

	test.each([
		['broken JSON', '{"name":', 400, 'invalid_json'],
		['a poisoned prototype', '{"name":"x","__proto__":{"admin":true}}', 400, 'invalid_json'],
		['a list', '[]', 422, 'validation_failed'],
		['null', 'null', 422, 'validation_failed'],
	])('%s is refused', async (_what, body, status, code) => {
		expect(await send(body)).toMatchObject({
			status,
			type: expect.stringContaining('application/problem+json'),
			body: { code },
		});
	});

	test('another media type is refused', async () => {
		expect(await send('name=x', 'application/x-www-form-urlencoded')).toMatchObject({ status: 415 });
	});

	test('a patch that does not say that it is a merge patch is refused', async () => {
		const { platform, ticketId } = bench();
		const headers = { authorization: `Bearer ${platform.apiKey}`, 'content-type': 'application/json' };
		const url = `${platform.apiUrl}/tickets/${ticketId}`;
		expect((await fetch(url, { method: 'PATCH', headers, body: '{}' })).status).toBe(415);
	});
});

describe('metadata', () => {
	test('tells what the server enforces', async () => {
		const { client, ticketId } = bench();
		const { body } = await client.get('/metadata/fields', { entity: 'ticket' });
		for (const field of body.fields) {
			const [head, custom] = field.name.split('/');
			const wrap = (value: unknown) => (custom ? { [head]: { [custom]: value } } : { [head]: value });
			if (field.readOnly) {
				expect(await client.patch(`/tickets/${ticketId}`, wrap('x'))).toMatchObject(refusal(field.name, 'read_only'));
			} else if (field.maxLength !== undefined) {
				const longest = 'x'.repeat(field.maxLength);
				expect((await client.patch(`/tickets/${ticketId}`, wrap(longest))).status).toBe(200);
				expect(await client.patch(`/tickets/${ticketId}`, wrap(`${longest}x`))).toMatchObject(
					refusal(field.name, 'too_long'),
				);
			} else if (field.options) {
				for (const { value } of field.options) {
					expect((await client.patch(`/tickets/${ticketId}`, wrap(value))).status).toBe(200);
				}
			}
		}
		expect(body.fields.filter((field: { custom: boolean }) => field.custom)).toHaveLength(4);
	});

	test('refuses an entity that there is not', async () => {
		expect(await bench().client.get('/metadata/fields', { entity: 'robot' })).toMatchObject({ status: 400 });
	});
});
