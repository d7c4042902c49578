import type { Random } from '../../../sandbox/seed/random';
import { customField, nameOf } from '../../../sandbox/demo/check/both';

export type Side = 'psa' | 'platform';
export type Entity = 'company' | 'contact' | 'ticket';
export type Value = string | number | null;
export type Loose = Readonly<Record<string, unknown>>;

export const SIDES: readonly Side[] = ['psa', 'platform'];
export const ENTITIES: readonly Entity[] = ['company', 'contact', 'ticket'];
export const otherSide = (side: Side): Side => (side === 'psa' ? 'platform' : 'psa');

/** A field that people edit on both sides: told from what both vendors document, not from the engine's mapping. */
export interface Field {
	readonly name: string;
	/** What it is called in a request that writes it. */
	readonly path: Readonly<Record<Side, string>>;
	/** No two values that people type into it are alike. */
	readonly unique: boolean;
	/** What a person types; `serial` is given to nobody else. */
	typed(random: Random, side: Side, serial: string): Value;
	shown(side: Side, record: Loose): Value;
	/** The change that a person makes; `record` is what they see. */
	change(side: Side, record: Loose, value: Value): Record<string, unknown>;
	/** True where the other side may show `there` for a value that was typed on `side`. */
	arrives(side: Side, value: Value, there: Value): boolean;
}

const PSA_TITLE_LENGTH = 100;
const WORDS =
	'printer prints every label of the second surgery twice – then, “once” more & slowly; Zoë 漢字 🖨️ asks why'.split(
		' ',
	);
const PLATFORM_STATUS: Readonly<Record<string, string>> = {
	New: 'new',
	Assigned: 'in_progress',
	'In Progress': 'in_progress',
	Scheduled: 'in_progress',
	'Waiting on Client': 'waiting',
	'Waiting on Vendor': 'waiting',
	Completed: 'resolved',
	'>Closed': 'closed',
	'>Cancelled': 'closed',
};
const PRIORITIES: ReadonlyArray<readonly [psa: string, platform: string]> = [
	['Priority 1 - Critical', 'Critical'],
	['Priority 2 - High', 'High'],
	['Priority 3 - Normal', 'Medium'],
	['Priority 4 - Low', 'Low'],
];

/** The title of a ticket begins with the tag by which people, and the audit, know it on either side. */
export const tagged = (tag: string, text: string): string => `[${tag}] ${text}`;

function words(random: Random, most: number): string {
	let text = '';
	for (;;) {
		const next = `${text} ${random.pick(WORDS)}`.trim();
		if (next.length > most) return text;
		text = next;
	}
}

/** What ConnectWise keeps of a longer title: it cuts no character in two. */
function cut(value: Value): string {
	const kept = String(value).slice(0, PSA_TITLE_LENGTH);
	return /[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept;
}

const title: Field = {
	name: 'title',
	path: { psa: 'summary', platform: 'title' },
	unique: true,
	typed(random, side, serial) {
		const long = side === 'platform' && random.chance(0.4);
		return `${serial} ${words(random, long ? random.integer(120, 180) : random.integer(12, 50))}`.trim().trim();
	},
	shown: (side, record) => text(side === 'psa' ? record.summary : record.title),
	change: (side, _record, value) => (side === 'psa' ? { summary: value } : { title: value }),
	arrives: (side, value, there) =>
		side === 'psa' ? there === value : [cut(value), cut(value).trimEnd()].includes(String(there)),
};

const status: Field = {
	name: 'status',
	path: { psa: 'status', platform: 'status' },
	unique: false,
	typed: (random, side) => random.pick(side === 'psa' ? Object.keys(PLATFORM_STATUS) : Object.values(PLATFORM_STATUS)),
	shown: (side, record) => (side === 'psa' ? nameOf(record.status) : text(record.status)),
	change: (side, _record, value) => ({ status: side === 'psa' ? { name: value } : value }),
	arrives: (side, value, there) =>
		side === 'psa' ? there === PLATFORM_STATUS[String(value)] : PLATFORM_STATUS[String(there)] === value,
};

const priority: Field = {
	name: 'priority',
	path: { psa: 'priority', platform: 'priority' },
	unique: false,
	typed: (random, side) => random.pick(PRIORITIES)[side === 'psa' ? 0 : 1],
	shown: (side, record) => (side === 'psa' ? nameOf(record.priority) : text(record.priority)),
	change: (side, _record, value) => ({ priority: side === 'psa' ? { name: value } : value }),
	arrives: (side, value, there) =>
		PRIORITIES.some(
			([psa, platform]) => (side === 'psa' ? [psa, platform] : [platform, psa]).join() === `${value},${there}`,
		),
};

const assetTag: Field = {
	name: 'assetTag',
	path: { psa: 'customFields', platform: 'customFields' },
	unique: true,
	typed: (random, _side, serial) => (random.chance(0.2) ? null : `LT-${serial}`),
	shown: (_side, record) => text(customField(record.customFields, 'Asset Tag')) || null,
	change: (side, record, value) => ({ customFields: withCustomField(side, record, 'Asset Tag', value) }),
	arrives: (_side, value, there) => value === there,
};

function copied(name: string, psa: string, platform: string): Field {
	return {
		name,
		path: { psa, platform },
		unique: true,
		typed: (random, _side, serial) => `${serial} ${words(random, 25)}`,
		shown: (side, record) => text(record[side === 'psa' ? psa : platform]) || null,
		change: (side, _record, value) => ({ [side === 'psa' ? psa : platform]: value }),
		arrives: (_side, value, there) => value === there,
	};
}

/** What people edit. */
export const FIELDS: Readonly<Record<Entity, readonly Field[]>> = {
	company: [copied('city', 'city', 'city')],
	contact: [copied('job', 'title', 'title')],
	ticket: [title, status, priority, assetTag],
};

/** A field that no field map knows: nobody but people may ever change it. */
export interface Neighbour {
	readonly name: string;
	readonly side: Side;
	shown(record: Loose): Value;
	/** Null: typed at the creation only. */
	readonly change: ((value: number) => Record<string, unknown>) | null;
}

/** A custom field of ConnectWise is not edited later: the vendor takes all of them as a whole, with no way to say "if unchanged". */
export const IMPACTED_USERS = 12;
export const NEIGHBOURS: readonly Neighbour[] = [
	{
		name: 'Impacted Users',
		side: 'psa',
		shown: (record) => (customField(record.customFields, 'Impacted Users') as Value) ?? null,
		change: null,
	},
	{
		name: 'budgetHours',
		side: 'psa',
		shown: (record) => (record.budgetHours as Value) ?? null,
		change: (value) => ({ budgetHours: value }),
	},
	{
		name: 'rootCause',
		side: 'platform',
		shown: (record) => (record.rootCause as Value) ?? null,
		change: (value) => ({ rootCause: `Cause ${value}` }),
	},
];

/** ConnectWise takes all custom fields of a record at once, the platform a part of them. */
function withCustomField(side: Side, record: Loose, caption: string, value: Value): unknown {
	if (side === 'platform') return { [caption]: value };
	const fields = (record.customFields ?? []) as Loose[];
	return fields.map((field) => (field.caption === caption ? { ...field, value } : field));
}

/** By what people know a record, on either side. */
export function tagOf(side: Side, entity: Entity, record: Loose): string {
	if (entity === 'company') return text(record.name).split(' ')[0] ?? '';
	if (entity === 'ticket') return /^\[([^\]]*)\]/.exec(text(side === 'psa' ? record.summary : record.title))?.[1] ?? '';
	const items = (record.communicationItems ?? []) as Loose[];
	const email =
		side === 'psa' ? items.map(({ value }) => text(value)).find((value) => value.includes('@')) : record.email;
	return text(email).split('@')[0] ?? '';
}

function text(value: unknown): string {
	return value === undefined || value === null ? '' : String(value);
}
