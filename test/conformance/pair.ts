import { carryOnly } from '../../sandbox/demo/carry-only';
import { withCustomField } from '../../sandbox/demo/custom-field';
import { otherSide, SIDES, type Side } from '../../sync/model/entity';
import { linkedId } from '../../sync/model/link';
import type { Store } from '../../sync/store/store';
import { draw } from '../../templates/source/draw';
import { mappingOf } from '../../templates/source/pairing';
import { phase1 } from '../../templates/source/phases/phase-1';
import type { WorkflowJson } from '../support/workflow-runner';
import type { Given } from '../workflows/run-template';
import type { Pairing } from './pairings';
import { ENTITIES, type Entity, type Neutral, type RunningSystem } from './systems';

/** The sync key of the templates. */
export const SYNC = 'default';

/** The nodes of a template, by what they do. */
export interface TemplateNodes {
	readonly due: string;
	readonly resolve: string;
	readonly get: Readonly<Record<Side, string>>;
	readonly apply: Readonly<Record<Side, string>>;
	readonly tell: string;
}

/** Ids of one record on both sides. */
export type Linked = Readonly<Record<Side, string>>;

/** Numbers of companies, contacts and tickets by side. */
export type Counts = Readonly<Record<Side, readonly number[]>>;

/** A client, somebody who works there, and a ticket of theirs, linked. */
export type LinkedClient = Readonly<Record<Entity, Linked>>;

export const CLIENT = { name: 'Tailspin Dental', identifier: 'TAILSPIN', phone: '+1 555 010 0000' } as const;
export const PERSON = { firstName: 'Nora', lastName: 'Winter', email: 'nora@tailspin.example' } as const;

/** Both systems of a pairing, running, and the people in them. */
export class Pair {
	readonly nodes: TemplateNodes;
	readonly #before: Counts;

	private constructor(
		readonly pairing: Pairing,
		readonly psa: RunningSystem,
		readonly platform: RunningSystem,
	) {
		const { psa: left, platform: right } = pairing.template;
		this.nodes = {
			due: 'When Due',
			resolve: 'Resolve Conflicts',
			get: { psa: `Get ${left.name} Changes`, platform: `Get ${right.name} Changes` },
			apply: { psa: `Apply to ${left.name}`, platform: `Apply to ${right.name}` },
			tell: 'Tell Your Team',
		};
		this.#before = this.#firstDay();
	}

	/** @param record where the traffic of a system goes */
	static async start(pairing: Pairing, record: (system: string) => string | undefined): Promise<Pair> {
		return new Pair(
			pairing,
			await pairing.psa.start({ record: record(pairing.psa.id) }),
			await pairing.platform.start({ record: record(pairing.platform.id) }),
		);
	}

	async close(): Promise<void> {
		await this.psa.close();
		await this.platform.close();
	}

	on(side: Side): RunningSystem {
		return side === 'psa' ? this.psa : this.platform;
	}

	/** What leads to the two systems. */
	get credentials(): Given {
		return { ...this.psa.credentials, ...this.platform.credentials };
	}

	/** The phase 1 template for the entities of the suites, with a row for the custom field that both tenants have. */
	template(): WorkflowJson {
		const template = draw(phase1, this.pairing.template) as unknown as WorkflowJson;
		const [left, right] = [assetTag(this.psa), assetTag(this.platform)];
		template.nodes = template.nodes.map((node) =>
			node.name === 'Map Tickets' ? withCustomField(node, left, right) : carryOnly(node, ENTITIES),
		);
		return template;
	}

	/** Requests that changed a record of either system, so far. */
	writeRequests(): number {
		return SIDES.map((side) => this.on(side))
			.map(({ requests, calls }) => requests.entries().filter((request) => calls.isWrite(request)).length)
			.reduce((sum, count) => sum + count, 0);
	}

	/**
	 * Records by side and entity, as the systems themselves count them, without those of the first day: some systems are
	 * never empty, and what they begin with ends on both sides.
	 */
	counts(): Counts {
		const of = (side: Side): number[] =>
			this.#present(side).map((count, index) => count - (this.#before[side][index] ?? 0));
		return { psa: of('psa'), platform: of('platform') };
	}

	/** How many of each entity both sides have had from the first day. */
	get firstDay(): readonly number[] {
		return this.#before.psa;
	}

	/** People of one side make a client, a contact and a ticket. @returns their ids */
	makeClient(side: Side, more: Partial<Record<Entity, Neutral>> = {}): Readonly<Record<Entity, string>> {
		const { people } = this.on(side);
		const company = people.create('company', { ...this.known('company', CLIENT), ...more.company });
		const contact = people.create('contact', { ...PERSON, company, ...more.contact });
		const ticket = people.create('ticket', { title: 'Printer is on fire', company, contact, ...more.ticket });
		return { company, contact, ticket };
	}

	see(entity: Entity, side: Side, { [side]: id }: Linked): Neutral {
		return this.on(side).people.see(entity, id);
	}

	edit(entity: Entity, side: Side, { [side]: id }: Linked, changes: Neutral): void {
		this.on(side).people.edit(entity, id, changes);
	}

	/** Ids of records on both sides, as the sync has linked them; those without a counterpart are absent. */
	async links(store: Store, entity: Entity, side: Side, ids: readonly string[]): Promise<Linked[]> {
		const found = await store.linksBySide(SYNC, entity, side, ids);
		return ids.flatMap((id) => {
			const link = found.get(id)?.link;
			const other = link ? linkedId(link, otherSide(side)) : null;
			if (other === null) return [];
			return [side === 'psa' ? { psa: id, platform: other } : { psa: other, platform: id }];
		});
	}

	/**
	 * The neutral fields that flow from `from` to the other side.
	 * @throws Error for a row that one of the two adapters has no word for: add the field there, and to the samples
	 */
	flowing(entity: Entity, from: Side): string[] {
		const direction = from === 'psa' ? 'toPlatform' : 'toPsa';
		const { rows } = mappingOf(this.pairing.template, entity);
		const fields = rows
			.filter((row) => row.direction === 'both' || (row.direction === direction && direction === 'toPlatform'))
			.filter(({ transform }) => transform.kind === 'copy' || transform.kind === 'values')
			.map(({ psaField, platformField }) => {
				const [left, right] = [
					this.psa.words.neutralField(entity, psaField),
					this.platform.words.neutralField(entity, platformField),
				];
				if (left !== undefined && left === right) return left;
				throw new Error(`${entity}: ${psaField} (${left}) and ${platformField} (${right}) are not one neutral field.`);
			});
		return entity === 'ticket' ? [...fields, 'assetTag'] : fields;
	}

	/** Of a neutral record, what both systems have a field for. */
	known(entity: Entity, record: Neutral): Neutral {
		const has = ({ words }: RunningSystem, field: string): boolean => words.field(entity, field) !== undefined;
		return pick(
			record,
			Object.keys(record).filter((field) => has(this.psa, field) && has(this.platform, field)),
		);
	}

	/** Values of a list that both systems have a word for. */
	sharedValues(entity: Entity, field: string): string[] {
		const right = this.platform.words.values(entity, field);
		return this.psa.words.values(entity, field).filter((value) => right.includes(value)) as string[];
	}

	#present(side: Side): number[] {
		return ENTITIES.map((entity) => this.on(side).people.ids(entity).length);
	}

	#firstDay(): Counts {
		const right = this.#present('platform');
		const both = this.#present('psa').map((count, index) => count + right[index]);
		return { psa: both, platform: both };
	}
}

/** What a system calls the custom field that the suites carry. */
function assetTag({ words }: RunningSystem): string {
	const field = words.field('ticket', 'assetTag');
	if (field === undefined) throw new Error('The system has no custom field of tickets for "assetTag".');
	return field.replace(/^customFields\//, '');
}

export function pick(record: Neutral, fields: readonly string[]): Neutral {
	return Object.fromEntries(fields.map((field) => [field, record[field] ?? null]));
}
