import { resolve } from 'node:path';
import { SIDES, type Side } from '../../sync/model/entity';
import type { Review } from '../../sync/model/review';
import type { SyncStatus } from '../../sync/store/reported';
import type { RunResult, WorkflowJson } from '../support/workflow-runner';
import { runTemplate, type TemplateRun } from '../workflows/run-template';
import { TemplateBench } from '../workflows/template-bench';
import { Pair, SYNC, type Counts, type Linked, type LinkedClient, type TemplateNodes } from './pair';
import type { Pairing } from './pairings';
import { ENTITIES, type Entity, type Neutral, type RunningSystem } from './systems';

export { CLIENT, PERSON, pick, SYNC, type LinkedClient } from './pair';

/** The bench of the test that runs. */
export type Stage = () => PairBench;

/** The two systems of a pairing with the phase 1 template between them, in this process. */
export class PairBench extends TemplateBench {
	readonly #template: WorkflowJson;

	private constructor(
		folder: string,
		readonly pair: Pair,
	) {
		super(folder);
		this.#template = pair.template();
	}

	static async start(pairing: Pairing): Promise<PairBench> {
		const folder = TemplateBench.prepare();
		const traffic = (system: string): string =>
			resolve(__dirname, `../.traffic/${pairing.template.key}-conformance-${system}.jsonl`);
		return new PairBench(folder, await Pair.start(pairing, traffic));
	}

	/** Carries over what both systems begin with. */
	async meet(): Promise<void> {
		await this.settle();
		for (const side of SIDES) this.on(side).requests.clear();
	}

	protected async closeSystems(): Promise<void> {
		await this.pair.close();
	}

	/** One run of the template, however it ends. */
	async once(options: TemplateRun = {}): Promise<RunResult> {
		return await runTemplate(this.#template, this.pair.credentials, options);
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

	/** Runs until there is nothing to plan and nothing is written. @returns the runs that it took */
	override async settle(): Promise<number> {
		for (let runs = 1; runs <= 12; runs++) {
			const before = this.writeRequests();
			const planned = (await this.cycle()).ran(this.nodes.resolve);
			if (!planned && this.writeRequests() === before) return runs;
		}
		throw new Error(`The two systems do not come to rest: ${JSON.stringify(await this.status())}`);
	}

	/** Fails the test where either side has another number of companies, contacts, tickets. */
	expectAlike(counts: readonly number[]): void {
		expect(this.counts()).toEqual({ psa: counts, platform: counts });
	}

	/** Fails the test where another number of companies, contacts, tickets is linked, or one of them has one side only. */
	async expectLinked(counts: readonly number[]): Promise<void> {
		const { links } = await this.status();
		const linked = ENTITIES.map((entity, index) => (links[entity]?.linked ?? 0) - this.pair.firstDay[index]);
		expect({ linked, half: ENTITIES.map((entity) => links[entity]?.half ?? 0) }).toEqual({
			linked: counts,
			half: [0, 0, 0],
		});
	}

	async status(): Promise<SyncStatus> {
		return await (await this.store()).status(SYNC);
	}

	async openReviews(): Promise<Review[]> {
		return await (await this.store()).reviews(SYNC, { status: 'open', limit: 20 });
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

	/** Ids of a record on both sides, as the sync has linked them. @throws Error where it has not */
	async linked(entity: Entity, side: Side, id: string): Promise<Linked> {
		const [found] = await this.pair.links(await this.store(), entity, side, [id]);
		if (!found) throw new Error(`${entity} ${id} of side ${side} is not linked.`);
		return found;
	}

	get nodes(): TemplateNodes {
		return this.pair.nodes;
	}

	get psa(): RunningSystem {
		return this.pair.psa;
	}

	get platform(): RunningSystem {
		return this.pair.platform;
	}

	on(side: Side): RunningSystem {
		return this.pair.on(side);
	}

	writeRequests(): number {
		return this.pair.writeRequests();
	}

	counts(): Counts {
		return this.pair.counts();
	}

	makeClient(side: Side, more: Partial<Record<Entity, Neutral>> = {}): Readonly<Record<Entity, string>> {
		return this.pair.makeClient(side, more);
	}

	see(entity: Entity, side: Side, linked: Linked): Neutral {
		return this.pair.see(entity, side, linked);
	}

	edit(entity: Entity, side: Side, linked: Linked, changes: Neutral): void {
		this.pair.edit(entity, side, linked, changes);
	}

	flowing(entity: Entity, from: Side): string[] {
		return this.pair.flowing(entity, from);
	}

	known(entity: Entity, record: Neutral): Neutral {
		return this.pair.known(entity, record);
	}

	sharedValues(entity: Entity, field: string): string[] {
		return this.pair.sharedValues(entity, field);
	}
}
