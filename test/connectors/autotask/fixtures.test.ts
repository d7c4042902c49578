import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ZodTypeAny } from 'zod';
import { z } from 'zod';
import { autotaskCatalogue } from '../../../sync/connectors/autotask';
import { classifyAutotask } from '../../../sync/connectors/autotask/errors';
import { toNative } from '../../../sync/connectors/autotask/records';
import {
	fieldsAnswer,
	itemAnswer,
	namedThing,
	queryAnswer,
	vendorError,
	vendorRecord,
	writeAnswer,
	zoneInformation,
} from '../../../sync/connectors/autotask/schemas';

const FOLDER = join(__dirname, '../../../../shared/fixtures/autotask');

/** Which parser reads which recorded payloads; every file must be named by exactly one pattern. */
const PARSERS: ReadonlyArray<readonly [RegExp, ZodTypeAny | null]> = [
	[/^(company|contact|ticket)-list/, queryAnswer(vendorRecord)],
	[
		/^(project|ticket-note|time-entry|contract|service-call|task-note|company-alert|empty)-list/,
		queryAnswer(vendorRecord),
	],
	[/^(role|billing-code|ticket-category|company-location)-list/, queryAnswer(namedThing)],
	// Recorded without the envelope of an answer.
	[/^resource-list/, z.array(namedThing)],
	[/^ticket-\d+/, itemAnswer],
	[/^create-response/, writeAnswer],
	[/^(entity-information-fields|picklist-field|udf-fields)/, fieldsAnswer],
	[/^error/, vendorError],
	[/^zone-information/, zoneInformation],
	// What other clients sent, and what the vendor sends to a webhook: no answers of the API.
	[/-request-|^webhook-\d/, null],
];

// The recorded payloads stand beside the project; a fresh clone has none.
(existsSync(FOLDER) ? describe : describe.skip)('recorded payloads of Autotask', () => {
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

	it.each(files.filter((file) => /^(company|contact|ticket)(-list)?-\d+/.test(file)))(
		'%s becomes flat records',
		(file) => {
			const entity = file.split('-')[0] as 'company' | 'contact' | 'ticket';
			const rows = file.includes('-list')
				? queryAnswer(vendorRecord).parse(read(file)).items
				: [itemAnswer.parse(read(file))];
			for (const raw of rows) {
				if (raw === undefined) throw new Error('the fixture has no record');
				const native = toNative(entity, raw, null);
				expect(native.id).toBe(String(raw.id));
				const names = autotaskCatalogue.entities[entity].map((field) => field.name);
				expect(Object.keys(native.record)).toEqual(expect.arrayContaining(names));
				for (const value of Object.values(native.record)) expect(value).not.toBeUndefined();
			}
		},
	);

	it.each(files.filter((file) => file.startsWith('error')))('%s is understood as what it is', (file) => {
		const status = file.startsWith('error-429') ? 429 : 500;
		const answer = { status, body: { kind: 'json', value: read(file) }, method: 'POST', path: '/x' } as const;
		const failure = classifyAutotask(answer);
		const expected = status === 429 ? 'RATE_LIMITED' : file === 'error-04.json' ? 'AUTHENTICATION' : 'REJECTED';
		expect(failure?.code).toBe(expected);
		for (const { message } of vendorError.parse(read(file)).errors ?? [])
			expect(failure?.message).toContain(message.trim());
	});
});
