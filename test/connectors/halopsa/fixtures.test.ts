import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { halopsaCatalogue } from '../../../sync/connectors/halopsa';
import { haloPsaFile } from '../../../sync/connectors/halopsa/attachments/files';
import { classifyHaloPsa } from '../../../sync/connectors/halopsa/errors';
import { toNative } from '../../../sync/connectors/halopsa/records';
import {
	customField,
	namedThing,
	priority,
	tokenAnswer,
	unwrapList,
	unwrapRecord,
	vendorRecord,
} from '../../../sync/connectors/halopsa/schemas';

const FOLDER = join(__dirname, '../../../../shared/fixtures/halopsa');
const TENANT = { url: 'acme.halopsa.com' };
const LISTS = { company: 'clients', contact: 'users', ticket: 'tickets' } as const;
type Entity = keyof typeof LISTS;

/** How an answer is read: a list, one record, or something of its own. */
const rows =
	(schema: z.ZodTypeAny, name = '') =>
	(data: unknown) =>
		z.array(schema).safeParse(unwrapList(data, name)?.rows);
const one =
	(schema: z.ZodTypeAny, name = '') =>
	(data: unknown) =>
		schema.safeParse(unwrapRecord(data, name));

/** Which parser reads which recorded payloads; every file must be named by exactly one pattern. */
const PARSERS: ReadonlyArray<readonly [RegExp, ((data: unknown) => z.SafeParseReturnType<unknown, unknown>) | null]> = [
	[/^ticket-\d+/, one(vendorRecord, 'tickets')],
	[/^(client|user|site)-\d+/, one(vendorRecord)],
	[/^ticket-list-0[124]/, rows(vendorRecord, 'tickets')],
	[/^client-list/, rows(vendorRecord, 'clients')],
	[/^user-list/, rows(vendorRecord, 'users')],
	[/^agent-list/, rows(namedThing)],
	[/^ticket-type-list|^reference-singletickettype/, rows(namedThing, 'ticket_types')],
	[/^priority-list|^reference-singlepriority/, rows(priority, 'priorities')],
	[/^priority-\d+/, one(priority)],
	[/^ticket-type-\d+|^sla/, one(namedThing)],
	[/^custom-field-list/, rows(customField)],
	[/^attachment-\d+/, one(haloPsaFile)],
	[/^attachment-list/, rows(haloPsaFile, 'attachments')],
	[/^token-01/, (data) => tokenAnswer.safeParse(data)],
	// Errors are read below. The rest is not read here: notes and invoices; a place holder for a page.
	[/^error|^token-03|^action|^invoice|^ticket-list-05/, null],
];

function entityOf(file: string): Entity {
	return file.startsWith('ticket') ? 'ticket' : file.startsWith('client') ? 'company' : 'contact';
}

// The recorded payloads stand beside the project; a fresh clone has none.
(existsSync(FOLDER) ? describe : describe.skip)('recorded payloads of HaloPSA', () => {
	const files = existsSync(FOLDER) ? readdirSync(FOLDER) : [];
	const read = (file: string): unknown => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
	const parserOf = (file: string) => PARSERS.filter(([pattern]) => pattern.test(file));
	const native = (file: string) => toNative(entityOf(file), vendorRecord.parse(unwrapRecord(read(file), '')), TENANT);

	it('are all accounted for', () => {
		expect(files.length).toBeGreaterThan(0);
		expect(files.filter((file) => parserOf(file).length !== 1)).toEqual([]);
	});

	it.each(files.filter((file) => parserOf(file)[0]?.[1]))('%s is read', (file) => {
		expect(parserOf(file)[0][1]?.(read(file)).error?.issues ?? []).toEqual([]);
	});

	it.each(files.filter((file) => /^(client|user|ticket)(-list)?-\d+/.test(file) && parserOf(file)[0]?.[1]))(
		'%s becomes flat records without anything that stands for none',
		(file) => {
			const entity = entityOf(file);
			const data = read(file);
			const listed = unwrapList(data, LISTS[entity])?.rows ?? [unwrapRecord(data, LISTS[entity])];
			for (const raw of z.array(vendorRecord).parse(listed)) {
				const { id, record } = toNative(entity, raw, TENANT);
				expect(id).toBe(String(raw.id));
				const names = halopsaCatalogue.entities[entity].map((field) => field.name);
				expect(Object.keys(record)).toEqual(expect.arrayContaining(names));
				for (const value of Object.values(record)) {
					expect(value).not.toBeUndefined();
					expect(value).not.toBe('');
					expect(String(value)).not.toMatch(/^(?:0001-01-01|1899-12-30|1900-01-01)T/);
				}
			}
		},
	);

	it('a ticket’s times are UTC with milliseconds, whether or not they came with a zone', () => {
		expect(native('ticket-01.json').record['datecreated']).toBe('2024-06-20T14:45:15.977Z');
		expect(native('ticket-01.json').changedAt).toBe('2024-06-20T14:45:17.152Z');
		expect(native('ticket-05.json').record['datecreated']).toBe('2026-06-29T15:41:46.637Z');
		expect(native('ticket-05.json').changedAt).toBe('2026-06-30T16:04:28.360Z');
	});

	it('a user’s site and client are whole numbers, though they came as decimals', () => {
		expect(native('user-02.json').record).toMatchObject({ site_id: 18, client_id: 12 });
	});

	it('a choice of a custom field is a number in every capture', () => {
		expect(native('ticket-01.json').record['customFields/CFimpact']).toBe(3);
	});

	it.each(files.filter((file) => /^error|^token-03/.test(file)))('%s is understood', (file) => {
		const status = file.startsWith('error-429') ? 429 : 400;
		const path = file.startsWith('token') ? '/auth/token' : '/api/Tickets';
		const answer = { status, body: { kind: 'json', value: read(file) }, method: 'POST', path } as const;
		const failure = classifyHaloPsa(answer);
		expect(failure?.code).toBe(
			{ error: { 400: 'REJECTED', 429: 'RATE_LIMITED' }, token: { 400: 'AUTHENTICATION', 429: '' } }[
				file.split('-')[0] as 'error' | 'token'
			][status],
		);
		expect(failure?.message).toMatch(/Rate Limit Reached|retry after 60|does not exist|Bad credentials/);
	});
});
