import { z } from 'zod';
import type { FieldDefinition } from '../../../model/catalogue';
import type { Json } from '../../../model/json';
import type { FlatRecord, NativeRecord } from '../../../model/record';
import type { Candidate, ChangePage, MatchKeys, Owner, WriteOptions } from '../../connector';
import type { EntityConnector } from '../../entity-connector';
import { landed } from '../../landed';
import { unreadableState } from '../changes';
import { idsAmong, rowsByIds, rowsOfTicket, rowsOnTickets } from '../children';
import type { AutotaskClient } from '../client';
import { compare, exists } from '../conditions';
import type { FieldInformation } from '../field-information';
import { timeFields } from '../fields/time';
import type { People } from '../people';
import { readNew } from '../read-new';
import type { VendorRecord } from '../schemas';
import { readSwept, sweptState, type SweptList } from '../sweep';
import { TimeBilling } from './billing';
import { looksLikeTime } from './match';
import { isBilled, timeOf, toNativeTime } from './records';
import type { TimeSetUp } from './set-up';
import { Technicians } from './technician';
import { labelOf, TimeWriter } from './write';

const DAY_MS = 86_400_000;
/** Two months of billing. */
const SWEPT_DAYS = 62;

const TIME: SweptList = {
	entity: 'timeEntry',
	// No document says that an approval changes an entry.
	times: ['lastModifiedDateTime', 'createDateTime', 'billingApprovalDateTime'],
	// Time on projects, and time that belongs to nobody's ticket, is not carried.
	only: [exists('ticketID', true)],
	everyMs: 4 * 3_600_000,
	within: (at) => [compare('dateWorked', 'gte', new Date(Date.parse(at) - SWEPT_DAYS * DAY_MS))],
};
const timeState = sweptState.extend({
	invoices: z.union([z.object({ afterId: z.string() }), z.object({ since: z.string() })]).nullable(),
});

/** Time on tickets. */
export class AutotaskTime implements EntityConnector {
	readonly #writer: TimeWriter;
	readonly #billing: TimeBilling;

	constructor(
		private readonly client: AutotaskClient,
		private readonly people: People,
		information: FieldInformation,
		private readonly setUp: TimeSetUp,
		private readonly overlapMs?: number,
	) {
		this.#billing = new TimeBilling(client);
		this.#writer = new TimeWriter(client, information, people, new Technicians(client, people), setUp);
	}

	/**
	 * Time that changed since `state`, and what was invoiced since. An idle cycle is two calls: time, invoices. What no
	 * time tells of (an approval that is undone, an invoice that is voided) is seen when all recent time is read again.
	 */
	async changes(state: Json | null, limit: number): Promise<ChangePage> {
		const parsed = timeState.nullable().safeParse(state);
		if (!parsed.success) throw unreadableState('timeEntry');
		const { invoices = null, ...swept } = parsed.data ?? { feed: null, sweep: null };
		const answer = await readSwept(this.client, TIME, parsed.data && swept, limit, this.overlapMs);
		if (answer.more || answer.at === null)
			return { ...answer, rows: await this.#natives(answer.rows), state: { ...answer.state, invoices } };
		// What was invoiced before the first load shows it.
		const position = invoices ?? { since: answer.at };
		const covered =
			invoices === null ? { entries: [], position, more: false } : await this.#billing.coveredSince(position);
		const known = new Set(answer.rows.map(({ id }) => id));
		const late = await rowsByIds(
			this.client,
			'timeEntry',
			covered.entries.filter((id) => !known.has(id)),
		);
		return {
			rows: await this.#natives([...answer.rows, ...late]),
			state: { ...answer.state, invoices: covered.position },
			more: covered.more,
			at: covered.more ? null : answer.at,
		};
	}

	async read(ids: readonly string[]): Promise<Map<string, NativeRecord>> {
		const rows = await this.#natives(await rowsByIds(this.client, 'timeEntry', idsAmong(ids)));
		return new Map(rows.map((row) => [row.id, row]));
	}

	/** The time on the same tickets that begins in the same second and takes as long; see {@link looksLikeTime}. */
	async find(keys: readonly MatchKeys[]): Promise<Candidate[][]> {
		const rows = await rowsOnTickets(this.client, 'timeEntry', keys);
		const natives = await this.#natives(rows);
		return keys.map(({ payload, targetId }) =>
			natives.flatMap((record, index): Candidate[] => {
				const named = targetId !== null && record.id === targetId;
				if (!named && !looksLikeTime(record.record, payload)) return [];
				const label = labelOf(rows[index], record.record['technician']);
				return [{ record, rule: named ? 'targetId' : 'text', label }];
			}),
		);
	}

	async create(
		payload: FlatRecord,
		_sourceId: string,
		_idempotencyKey: string,
		{ synonyms = {} }: WriteOptions,
	): Promise<NativeRecord> {
		const id = await this.#writer.create(payload, synonyms);
		return await landed('timeEntry', id, 'created', async () => {
			return await this.#native(await readNew(this.client, 'timeEntry', id));
		});
	}

	async update(current: NativeRecord, changes: FlatRecord, { synonyms = {} }: WriteOptions): Promise<NativeRecord> {
		if (Object.keys(changes).length === 0) return current;
		await this.#writer.update(current, changes, synonyms);
		return await landed('timeEntry', current.id, 'changed', async () => {
			return await this.#native(await this.#writer.read(current.id));
		});
	}

	/** The fields, with the people, work types and roles of this tenant by name. */
	async fields(): Promise<FieldDefinition[]> {
		const names = {
			technician: await this.people.names(),
			workType: await this.setUp.names('workTypes'),
			workRole: await this.setUp.names('roles'),
		};
		return timeFields.map((field) => {
			const listed = Object.hasOwn(names, field.name) ? names[field.name as keyof typeof names] : undefined;
			if (listed === undefined || listed.size === 0) return field;
			return { ...field, options: [...new Set(listed.values())].map((name) => ({ value: name, label: name })) };
		});
	}

	async list(owner: Owner, most: number): Promise<NativeRecord[]> {
		return await this.#natives(await rowsOfTicket(this.client, 'timeEntry', owner, most));
	}

	async #native(raw: VendorRecord): Promise<NativeRecord> {
		return (await this.#natives([raw]))[0];
	}

	async #natives(rows: readonly VendorRecord[]): Promise<NativeRecord[]> {
		if (rows.length === 0) return [];
		const billed = rows.map(timeOf).filter(isBilled);
		const names = {
			resources: await this.people.names(),
			workTypes: await this.setUp.names('workTypes'),
			roles: await this.setUp.names('roles'),
			invoices: await this.#billing.invoicesOf(billed.map(({ id }) => id)),
		};
		return rows.map((raw) => toNativeTime(raw, names));
	}
}
