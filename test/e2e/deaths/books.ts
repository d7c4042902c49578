import { DatabaseSync } from 'node:sqlite';
import type { LoggedRequest } from '../../../sandbox/http';
import {
	ENTITIES,
	FIELDS,
	NEIGHBOURS,
	otherSide,
	SIDES,
	tagOf,
	type Entity,
	type Field,
	type Loose,
	type Side,
	type Value,
} from './fields';
import { storyOf, type Made, type People } from './people';

/** Requests of the sync that changed something, by the side that they went to. */
export type Writes = Readonly<Record<Side, readonly LoggedRequest[]>>;

/**
 * Holds both systems, as they stand, against what people did. Nothing of the engine takes part: records are known by
 * the tags that people gave them, and the sync's memory is read as plain SQL.
 * @returns every difference, in words
 */
export function auditBooks(
	people: People,
	writes: Writes,
	memory: { readonly file: string; readonly sync: string },
): string[] {
	const ids = new Map<string, string>();
	return [
		...recordsDiffer(people, ids),
		...people.made.flatMap((made) => [...fieldsDiffer(people, made), ...parentsDiffer(people, made, ids)]),
		...people.made.flatMap((made) => writesTooMany(made, writes, ids)),
		...memoryDiffers(people, memory, ids),
	];
}

const idKey = (side: Side, entity: Entity, tag: string | null): string => `${side} ${entity} ${tag}`;

/** Nothing is lost, nothing is doubled, nothing is there that nobody made. */
function recordsDiffer(people: People, ids: Map<string, string>): string[] {
	const found: string[] = [];
	for (const side of SIDES) {
		for (const entity of ENTITIES) {
			const wanted = new Set(people.made.filter((made) => made.entity === entity).map(({ tag }) => tag));
			for (const record of people.all(side, entity)) {
				const tag = tagOf(side, entity, record);
				const key = idKey(side, entity, tag);
				if (!wanted.has(tag)) found.push(`${side} has a ${entity} that nobody made: ${record.id} "${tag}"`);
				if (ids.has(key)) found.push(`${side} has ${entity} ${tag} twice: ${ids.get(key)} and ${record.id}`);
				ids.set(key, String(record.id));
			}
			for (const tag of wanted) if (!ids.has(idKey(side, entity, tag))) found.push(`${side} lacks ${entity} ${tag}`);
		}
	}
	return found;
}

/** What was typed stands to the letter where it was typed, and has arrived on the other side. */
function fieldsDiffer(people: People, made: Made): string[] {
	const [psa, platform] = SIDES.map((side) => people.see(side, made)?.record);
	if (!psa || !platform) return [];
	const at = (side: Side): Loose => (side === 'psa' ? psa : platform);
	const found: string[] = [];
	const differ = (what: string, expected: unknown, shown: unknown): void => {
		found.push(`${made.entity} ${made.tag} ${what}: ${JSON.stringify(expected)} became ${JSON.stringify(shown)}`);
	};
	for (const field of FIELDS[made.entity]) {
		const { last } = storyOf(made, field);
		const side = last?.side ?? made.bornOn;
		const own = field.shown(side, at(side));
		const there = field.shown(otherSide(side), at(otherSide(side)));
		if (last && own !== last.value) differ(`${field.name} on its own side ${side}`, last.value, own);
		if (!field.arrives(side, own, there)) differ(`${field.name} across from ${side}`, own, there);
	}
	if (made.entity !== 'ticket') return found;
	for (const { name, side, shown } of NEIGHBOURS) {
		const typed = made.neighbours.get(name) ?? null;
		if (shown(at(side)) !== typed) differ(`${name}, which is not mapped,`, typed, shown(at(side)));
	}
	return found;
}

/** A record hangs on the counterparts of what it was hung on. */
function parentsDiffer(people: People, made: Made, ids: ReadonlyMap<string, string>): string[] {
	return SIDES.flatMap((side) => {
		const record = people.see(side, made)?.record;
		if (!record) return [];
		return (['company', 'contact'] as const).flatMap((parent) => {
			const expected = made[parent] === null ? undefined : ids.get(idKey(side, parent, made[parent]));
			const shown = side === 'psa' ? (record[parent] as Loose | undefined)?.id : record[`${parent}Id`];
			if (made[parent] === null || String(shown) === expected) return [];
			return [`${side} ${made.entity} ${made.tag} hangs on ${parent} ${String(shown)}, not on ${expected}`];
		});
	});
}

/** An edit crosses over once: nothing echoes, nothing is written that nobody typed on the other side. */
function writesTooMany(made: Made, writes: Writes, ids: ReadonlyMap<string, string>): string[] {
	return SIDES.flatMap((side) => {
		const path = `/${ids.get(idKey(side, made.entity, made.tag))}`;
		const patches = writes[side].filter((one) => one.method === 'PATCH' && one.path.endsWith(path) && isOf(made, one));
		return FIELDS[made.entity].flatMap((field) => {
			const { typed } = storyOf(made, field);
			const edits = typed.filter((one) => one.side !== side);
			const written = patches.flatMap((request) => valuesWritten(field, side, request.body));
			const found: string[] = [];
			for (const value of written) {
				// A create brings what the record holds at first; nobody has typed that afterwards.
				if (field.unique && !edits.some((edit) => field.arrives(otherSide(side), edit.value, value)))
					found.push(
						`${side} ${made.entity} ${made.tag}: ${field.name} was given ${JSON.stringify(value)}, which nobody typed on the other side`,
					);
			}
			const most = new Map<Value, number>();
			for (const value of written) most.set(value, (most.get(value) ?? 0) + 1);
			for (const [value, times] of most) {
				const asked = edits.filter((edit) => field.arrives(otherSide(side), edit.value, value)).length;
				if (times > Math.max(1, asked))
					found.push(
						`${side} ${made.entity} ${made.tag}: ${field.name} was given ${JSON.stringify(value)} ${times} times for ${asked} edits`,
					);
			}
			return found;
		});
	});
}

const COLLECTIONS: Readonly<Record<Entity, RegExp>> = {
	company: /\/companies\//,
	contact: /\/contacts\//,
	ticket: /\/tickets\//,
};

const isOf = ({ entity }: Made, { path }: LoggedRequest): boolean => COLLECTIONS[entity].test(path);

/** The values that a PATCH gives a field: JSON Patch for ConnectWise, a merge patch for the platform. */
function valuesWritten(field: Field, side: Side, body: unknown): Value[] {
	const path = field.path[side];
	const bodies: Loose[] = [];
	if (side === 'platform') bodies.push(body as Loose);
	else
		for (const { path: at, value } of body as Loose[]) bodies.push({ [String(at).replace(/^\//, '')]: value ?? null });
	const touching = bodies.filter((one) => Object.hasOwn(one, path));
	// Custom fields go to ConnectWise as a whole: one that was only carried along is not told from one that was changed.
	if (path === 'customFields' && side === 'psa') return [];
	return touching
		.filter((one) => path !== 'customFields' || Object.hasOwn((one[path] ?? {}) as object, 'Asset Tag'))
		.map((one) => field.shown(side, one));
}

/** The sync's memory: one link for each record, nothing left to do, and what lost a conflict can be read. */
function memoryDiffers(
	people: People,
	{ file, sync }: { readonly file: string; readonly sync: string },
	ids: ReadonlyMap<string, string>,
): string[] {
	const database = new DatabaseSync(file, { readOnly: true, timeout: 10_000 });
	try {
		const rows = (sql: string): Loose[] => database.prepare(sql).all(sync);
		const links = new Set(
			rows('select * from links where sync = ?').map(
				(row) => `${row.entity} ${row.psa_id} ${row.platform_id} ${row.state}`,
			),
		);
		const wanted = new Set(
			people.made.map(
				({ entity, tag }) =>
					`${entity} ${ids.get(idKey('psa', entity, tag))} ${ids.get(idKey('platform', entity, tag))} linked`,
			),
		);
		const unfinished = [
			...rows("select * from writes where sync = ? and status not in ('done', 'superseded')"),
			...rows("select * from reviews where sync = ? and status = 'open'"),
			...rows('select * from revisits where sync = ?'),
		];
		const kept = new Set(
			rows("select before from audit where sync = ? and before <> 'null'").map(({ before }) => before),
		);
		const losers = people.made.flatMap((made) => [...made.stories.values()].flatMap((story) => story.losers));
		return [
			...[...wanted].filter((link) => !links.has(link)).map((link) => `no link ${link}`),
			...[...links].filter((link) => !wanted.has(link)).map((link) => `a link too many: ${link}`),
			...unfinished.map((row) => `unfinished: ${JSON.stringify(row)}`),
			...losers
				.filter((value) => !kept.has(JSON.stringify(value)))
				.map((value) => `not in the audit: ${JSON.stringify(value)}`),
		];
	} finally {
		database.close();
	}
}
