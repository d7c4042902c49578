import { resolve } from 'node:path';
import { withCustomField } from '../../sandbox/demo/custom-field';
import { otherSide, SIDES, type Side } from '../../sync/model/entity';
import { linkedId } from '../../sync/model/link';
import type { Review } from '../../sync/model/review';
import type { SyncStatus } from '../../sync/store/store';
import { phase1 } from '../../templates/source/phase-1';
import type { RunResult, WorkflowJson } from '../support/workflow-runner';
import { runTemplate, type TemplateRun } from '../workflows/run-template';
import { TemplateBench } from '../workflows/template-bench';
import type { Pairing } from './pairings';
import { ENTITIES, type Entity, type Neutral, type RunningSystem } from './systems';

export const SYNC = 'default';

/** The nodes of a template, by what they do. */
export interface TemplateNodes {
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

/** The bench of the test that runs. */
export type Stage = () => PairBench;

/** The two systems of a pairing with the phase 1 template between them. */
export class PairBench extends TemplateBench {
	readonly nodes: TemplateNodes;
	readonly #template: WorkflowJson;
	#before: Counts = { psa: [0, 0, 0], platform: [0, 0, 0] };

	private constructor(
		folder: string,
		readonly pairing: Pairing,
		readonly psa: RunningSystem,
		readonly platform: RunningSystem,
	) {
		super(folder);
		const { psa: left, platform: right } = pairing.template;
		this.nodes = {
			resolve: 'Resolve Conflicts',
			get: { psa: `Get ${left.name} Changes`, platform: `Get ${right.name} Changes` },
			apply: { psa: `Apply to ${left.name}`, platform: `Apply to ${right.name}` },
			tell: 'Tell Your Team',
		};
		const template = phase1(pairing.template) as unknown as WorkflowJson;
		template.nodes = template.nodes.map((node) =>
			node.name === 'Map Tickets' ? withCustomField(node, assetTag(psa), assetTag(platform)) : node,
		);
		this.#template = template;
	}

	/** @param unrecorded for answers that no specification knows */
	static async start(pairing: Pairing, { unrecorded = false } = {}): Promise<PairBench> {
		const folder = TemplateBench.prepare();
		const record = (name: string): string | undefined =>
			unrecorded ? undefined : resolve(__dirname, `../.traffic/${pairing.template.key}-conformance-${name}.jsonl`);
		const bench = new PairBench(
			folder,
			pairing,
			await pairing.psa.start({ record: record(pairing.psa.id) }),
			await pairing.platform.start({ record: record(pairing.platform.id) }),
		);
		bench.#before = bench.#firstDay();
		return bench;
	}

	/** Some systems are never empty: an MSP's own company is there from the first day. Carries over what there is. */
	async meet(): Promise<void> {
		await this.settle();
		for (const side of SIDES) this.on(side).requests.clear();
	}

	/** What there is at first ends on both sides. */
	#firstDay(): Counts {
		const { psa, platform } = this.counts();
		const both = psa.map((count, index) => count + platform[index]);
		return { psa: both, platform: both };
	}

	on(side: Side): RunningSystem {
		return side === 'psa' ? this.psa : this.platform;
	}

	protected async closeSystems(): Promise<void> {
		await this.psa.close();
		await this.platform.close();
	}

	/** One run of the template, however it ends. */
	async once(options: TemplateRun = {}): Promise<RunResult> {
		const credentials = { ...this.psa.credentials, ...this.platform.credentials };
		return await runTemplate(this.#template, credentials, options);
	}

	/** A run that dies after the plan was committed: neither Apply node is reached. */
	async dieBeforeApply(): Promise<void> {
		this.pass(60);
		await this.once({
			rewire: (template) => {
				template.connections[this.nodes.resolve] = { main: [[], [], []] };
			},
		});
	}

	writeRequests(): number {
		return SIDES.map((side) => this.on(side))
			.map(({ requests, calls }) => requests.entries().filter((request) => calls.isWrite(request)).length)
			.reduce((sum, count) => sum + count, 0);
	}

	/** Runs until there is nothing to plan and nothing is written. @returns the runs that it took */
	override async settle(): Promise<number> {
		for (let runs = 1; runs <= 12; runs++) {
			const before = this.writeRequests();
			const planned = (await this.cycle()).ran(this.nodes.resolve);
			if (!planned && this.writeRequests() === before) return runs;
		}
		throw new Error(`The two systems do not come to rest: ${JSON.stringify(await this.status())}`);
	}

	/** Records by side and entity, as the systems themselves count them, without those of the first day. */
	counts(): Counts {
		const of = (side: Side): number[] =>
			ENTITIES.map((entity, index) => this.on(side).people.ids(entity).length - this.#before[side][index]);
		return { psa: of('psa'), platform: of('platform') };
	}

	/** Fails the test where either side has another number of companies, contacts, tickets. */
	expectAlike(counts: readonly number[]): void {
		expect(this.counts()).toEqual({ psa: counts, platform: counts });
	}

	async status(): Promise<SyncStatus> {
		return await (await this.store()).status(SYNC);
	}

	/** Fails the test where another number of companies, contacts, tickets is linked, or one of them has one side only. */
	async expectLinked(counts: readonly number[]): Promise<void> {
		const { links } = await this.status();
		const linked = ENTITIES.map((entity, index) => (links[entity]?.linked ?? 0) - this.#before.psa[index]);
		expect({ linked, half: ENTITIES.map((entity) => links[entity]?.half ?? 0) }).toEqual({
			linked: counts,
			half: [0, 0, 0],
		});
	}

	async openReviews(): Promise<Review[]> {
		return await (await this.store()).reviews(SYNC, { status: 'open', limit: 20 });
	}

	/** People of one side make a client, a contact and a ticket. @returns their ids */
	makeClient(side: Side, more: Partial<Record<Entity, Neutral>> = {}): Readonly<Record<Entity, string>> {
		const { people } = this.on(side);
		const company = people.create('company', { ...this.known('company', CLIENT), ...more.company });
		const contact = people.create('contact', { ...PERSON, company, ...more.contact });
		const ticket = people.create('ticket', { title: 'Printer is on fire', company, contact, ...more.ticket });
		return { company, contact, ticket };
	}

	/** A client of one side that has arrived on the other. */
	async linkedClient(side: Side = 'psa'): Promise<LinkedClient> {
		const made = this.makeClient(side);
		await this.settle();
		return {
			company: await this.linked('company', side, made.company),
			contact: await this.linked('contact', side, made.contact),
			ticket: await this.linked('ticket', side, made.ticket),
		};
	}

	/** Ids of a record on both sides, as the sync has linked them. */
	async linked(entity: Entity, side: Side, id: string): Promise<Linked> {
		const store = await this.store();
		const link = (await store.linksBySide(SYNC, entity, side, [id])).get(id)?.link;
		const other = link ? linkedId(link, otherSide(side)) : null;
		if (other === null) throw new Error(`${entity} ${id} of side ${side} is not linked.`);
		return side === 'psa' ? { psa: id, platform: other } : { psa: other, platform: id };
	}

	see(entity: Entity, side: Side, { [side]: id }: Linked): Neutral {
		return this.on(side).people.see(entity, id);
	}

	edit(entity: Entity, side: Side, { [side]: id }: Linked, changes: Neutral): void {
		this.on(side).people.edit(entity, id, changes);
	}

	/**
	 * The neutral fields that flow from `from` to the other side.
	 * @throws Error for a row that one of the two adapters has no word for: add the field there, and to the samples
	 */
	flowing(entity: Entity, from: Side): string[] {
		const direction = from === 'psa' ? 'toPlatform' : 'toPsa';
		const { rows } = this.pairing.template.mappings[entity];
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
