import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { SIDES, type Side } from '../../sync/model/entity';
import { PHASES, type Phase } from '../../sync/model/phase';
import type { Review } from '../../sync/model/review';
import type { RunResult, WorkflowJson } from '../support/workflow-runner';
import { SYNC } from '../workflows/bench';
import { byHand, runPhase, templateOf } from '../workflows/phases';
import type { Given, TemplateRun } from '../workflows/run-template';
import { TemplateBench } from '../workflows/template-bench';
import { Memory } from './memory';
import type { Pairing } from './pairings';
import { Platform } from './systems/platform';
import type { Office, Workplace } from './systems/workplace';

/** Longer than the rest of a write whose outcome is unknown. */
const PAUSE_S = 4 * 60;
const MOST_RUNS = 40;
/** What may be open when a phase is switched: people have read it, and it waits for them in the next phase as well. */
const READ_BEFORE_SWITCHING = ['deadLetter', 'billing', 'notLanded', 'watermarks', 'rereads'];

/** An MSP in the middle of its migration: both systems, the templates between them, and who has moved. */
export class Msp extends TemplateBench {
	phase: Phase = 1;
	/** Companies on the list of those that have moved, by name. */
	readonly moved = new Set<string>();
	readonly memory = new Memory();
	/** Every request that asked to change a record, oldest first. */
	readonly writes: string[] = [];
	/** What was read before a switch and overridden, by phase. */
	readonly overridden: string[] = [];
	/** How many requests of any kind each system got. */
	readonly asked: Record<Side, number> = { psa: 0, platform: 0 };
	runs = 0;

	private constructor(
		folder: string,
		/** A folder that workflows may write into. */
		readonly exports: string,
		readonly pairing: Pairing,
		readonly psa: Office,
		readonly platform: Platform,
	) {
		super(folder);
		for (const side of SIDES) this.on(side).requests.subscribe(() => this.asked[side]++);
		for (const place of [psa, platform]) place.onWrite((request) => this.writes.push(request));
		platform.openPortalTo([]);
	}

	static async start(pairing: Pairing, record: string | undefined, seed: number): Promise<Msp> {
		const folder = TemplateBench.prepare();
		const exports = join(folder, 'exports');
		mkdirSync(exports);
		// n8n reads it once in a process, which may live through several MSPs.
		process.env.N8N_RESTRICT_FILE_ACCESS_TO = tmpdir();
		return new Msp(folder, exports, pairing, await pairing.office(record, seed), await Platform.start());
	}

	protected async closeSystems(): Promise<void> {
		await this.psa.close();
		await this.platform.close();
	}

	on(side: Side): Workplace {
		return side === 'psa' ? this.psa : this.platform;
	}

	/** Whether a system mails the clients of a company by itself: one of the two does. */
	mails(side: Side, company: string): boolean {
		const byPlatform = this.phase === 3 || (this.phase === 2 && this.moved.has(company));
		return (side === 'platform') === byPlatform;
	}

	writeRequests(): number {
		return this.writes.length;
	}

	get credentials(): Given {
		return { ...this.psa.credentials, ...this.platform.credentials };
	}

	template(phase: Phase = this.phase): WorkflowJson {
		return templateOf(phase, this.pairing.key);
	}

	protected async once(options: TemplateRun): Promise<RunResult> {
		return await this.run(this.phase, options);
	}

	/** A minute later, one run of the template of a phase, however it ends. */
	async run(phase: Phase = this.phase, options: TemplateRun = {}): Promise<RunResult> {
		this.runs++;
		this.pass(60);
		return await runPhase(phase, this.credentials, { key: this.pairing.key, ...options });
	}

	/** A run that must succeed; then people look at what has arrived. */
	async fineRun(): Promise<void> {
		const { error } = await this.run();
		if (error) throw error;
		this.look();
	}

	look(): void {
		this.memory.meet('psa', this.psa);
		this.memory.meet('platform', this.platform);
	}

	/** A run that dies after the plan was committed: neither Apply node is reached. */
	async dieBeforeApply(): Promise<void> {
		await this.run(this.phase, {
			rewire: (template) => {
				template.connections['Resolve Conflicts'] = { main: [[], [], []] };
			},
		});
	}

	/** Runs until two in a row have written nothing and nothing is due. @returns the runs that it took */
	override async settle(): Promise<number> {
		let calm = 0;
		for (let runs = 1; runs <= MOST_RUNS; runs++) {
			const before = this.writes.length;
			await this.fineRun();
			const { undone, status } = await (await this.store()).standing(SYNC, Date.now());
			const rest = undone.inFlight + undone.due + status.revisits === 0;
			calm = rest && this.writes.length === before ? calm + 1 : 0;
			if (calm === 2) return runs;
			this.pass(PAUSE_S);
		}
		throw new Error(`The two systems do not come to rest; the last writes: ${this.writes.slice(-6).join(', ')}.`);
	}

	async openReviews(): Promise<Review[]> {
		return await (await this.store()).reviews(SYNC, { status: 'open', limit: 500 });
	}

	/** Clicks on a trigger of the present template, or of another. */
	async click(trigger: string, change: IDataObject = {}, phase: Phase = this.phase): Promise<IDataObject[]> {
		return await byHand(this.template(phase), trigger, this.credentials, change);
	}

	/**
	 * The way of the guide: everything comes to rest, the check is read, the switch says yes; then the portal is opened or
	 * closed. Neither the switch nor the first runs after it write anything, and no other phase's workflow runs any more.
	 */
	async switchTo(phase: Phase): Promise<void> {
		await this.settle();
		const before = this.writes.length;
		let verdict = (await this.click('When Switching Phase', {}, phase))[0];
		if (verdict.switched !== true) {
			const checks = (await this.click('When Switching Phase', {}, phase)).slice(1);
			const warnings = checks.filter(({ state }) => state === 'warns').map(({ check }) => String(check));
			const unread = warnings.filter((check) => !READ_BEFORE_SWITCHING.includes(check));
			if (unread.length > 0)
				throw new Error(`Phase ${phase}: nobody expected ${unread.join(', ')}: ${await this.#open(checks)}`);
			this.overridden.push(...warnings);
			[verdict] = await this.click('When Switching Phase', { although: warnings }, phase);
		}
		if (verdict.switched !== true)
			throw new Error(`The switch to phase ${phase} was refused: ${JSON.stringify(verdict)}`);
		this.phase = phase;
		this.openPortal();
		for (let run = 0; run < 2; run++) await this.fineRun();
		await this.expectNothingOf(PHASES.filter((other) => other !== phase));
		if (this.writes.length !== before) {
			throw new Error(`The switch to phase ${phase} wrote by itself: ${this.writes.slice(before).join(', ')}`);
		}
	}

	/** Workflows of other phases are still active: each is refused before it writes anything. */
	async expectNothingOf(phases: readonly Phase[]): Promise<void> {
		for (const phase of phases) {
			const before = this.writes.length;
			const result = await this.run(phase);
			// Where nothing has changed, no run gets as far as a plan.
			const planned = result.ran('Resolve Conflicts');
			if (planned !== (result.error?.message.includes(`belongs to phase ${phase}`) ?? false)) {
				throw new Error(
					`Phase ${phase} ran in phase ${this.phase}: ${result.error?.message ?? 'it planned, without error'}`,
				);
			}
			if (this.writes.length !== before) {
				throw new Error(
					`The workflow of phase ${phase} wrote in phase ${this.phase}: ${this.writes.slice(before).join(', ')}`,
				);
			}
		}
	}

	/** A company goes over to the portal: on the list of the sync, and with it in the portal. */
	async move(company: string): Promise<void> {
		await this.settle();
		const before = this.writes.length;
		const listed = await this.click('When Moving Companies', { change: 'add', companies: company });
		this.moved.add(company);
		if (!listed.some((item) => item.company === company))
			throw new Error(`${company} is not on the list of those that moved.`);
		this.openPortal();
		await this.fineRun();
		if (this.writes.length !== before) {
			throw new Error(`That ${company} moved wrote by itself: ${this.writes.slice(before).join(', ')}`);
		}
	}

	/** What is open, in the words of those who have to decide. */
	async #open(checks: readonly IDataObject[]): Promise<string> {
		const found = checks
			.filter(({ state }) => state !== 'ok')
			.map(({ check, found: text, records }) => `${check}: ${text} ${JSON.stringify(records)}`);
		const entries = (await this.openReviews()).map(({ kind, entity, psaId, platformId, field, message }) => {
			return `${kind} ${entity} ${psaId} ↔ ${platformId} ${field}: ${message}`;
		});
		return [...found, ...entries].join('\n');
	}

	/** Who is mailed by the portal is mailed by the PSA no more. */
	private openPortal(): void {
		const mailed = this.phase === 3 ? 'all' : this.phase === 2 ? [...this.moved] : [];
		this.platform.openPortalTo(mailed);
		this.psa.leaveOut(mailed);
	}
}
