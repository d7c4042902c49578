import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ZodTypeAny } from 'zod';
import { z } from 'zod';
import { connectwiseCatalogue } from '../../../sync/connectors/connectwise';
import { classifyConnectWise } from '../../../sync/connectors/connectwise/errors';
import { toNative } from '../../../sync/connectors/connectwise/records';
import {
	communicationItem,
	communicationType,
	companyInfo,
	namedThing,
	userDefinedField,
	vendorError,
	vendorRecord,
} from '../../../sync/connectors/connectwise/schemas';

const FOLDER = join(__dirname, '../../../../shared/fixtures/connectwise');
const TENANT = { site: 'na.myconnectwise.net', companyId: 'acme' };

const list = (schema: ZodTypeAny) => z.array(schema);

/** Which parser reads which recorded payloads; every file must be named by exactly one pattern. */
const PARSERS: ReadonlyArray<readonly [RegExp, ZodTypeAny | null]> = [
	[/^(contact|ticket|company)-\d+/, vendorRecord],
	[/^(contact|ticket|company)-list/, list(vendorRecord)],
	[/^contact-communication-list/, list(communicationItem)],
	[/^communication-type-list/, list(communicationType)],
	[/^company-info/, companyInfo],
	[/^(board-status|company-status|company-type|priority|site)-list/, list(namedThing)],
	[/^(board-type|board-subtype|member|source|work-role|work-type)-\d+/, namedThing],
	[/^custom-field-definition-list/, list(userDefinedField)],
	[/^error/, vendorError],
	[/^(note|project|opportunity|callback-entry)-\d+/, vendorRecord],
	[/^(note|time-entry|agreement)-list/, list(vendorRecord)],
	// What other clients sent, and what the vendor sends to a webhook: no answers of the API.
	[/-request-|^callback-(\d|signed)/, null],
];

// The recorded payloads stand beside the project; a fresh clone has none.
(existsSync(FOLDER) ? describe : describe.skip)('recorded payloads of ConnectWise', () => {
	const files = existsSync(FOLDER) ? readdirSync(FOLDER) : [];
	const read = (file: string): unknown => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
	const parserOf = (file: string) => PARSERS.filter(([pattern]) => pattern.test(file));

	it('are all accounted for', () => {
		expect(files.length).toBeGreaterThan(0);
		expect(files.filter((file) => parserOf(file).length !== 1)).toEqual([]);
	});

	it.each(files.filter((file) => parserOf(file)[0]?.[1]))('%s is read', (file) => {
		const result = parserOf(file)[0][1]?.safeParse(read(file));
		expect(result?.error?.issues ?? []).toEqual([]);
	});

	it.each(files.filter((file) => /^(contact|ticket|company)(-list)?-\d+/.test(file)))(
		'%s becomes flat records',
		(file) => {
			const entity = file.split('-')[0] as 'company' | 'contact' | 'ticket';
			const rows = z.array(vendorRecord).parse([read(file)].flat());
			for (const raw of rows) {
				const native = toNative(entity, raw, TENANT);
				expect(native.id).toBe(String(raw.id));
				const names = connectwiseCatalogue.entities[entity].map((field) => field.name);
				expect(Object.keys(native.record)).toEqual(expect.arrayContaining(names));
				for (const value of Object.values(native.record)) expect(value).not.toBeUndefined();
			}
		},
	);

	it.each(files.filter((file) => file.startsWith('error')))('%s is understood as a 400', (file) => {
		const answer = { status: 400, body: { kind: 'json', value: read(file) }, method: 'POST', path: '/x' } as const;
		const failure = classifyConnectWise(answer);
		expect(failure?.code).toBe('REJECTED');
		expect(failure?.message).toContain(vendorError.parse(read(file)).message);
	});
});
