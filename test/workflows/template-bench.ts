import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import { closeStores, openStore } from '../../nodes/shared/store';
import type { Store } from '../../sync/store/store';
import type { RunResult } from '../support/workflow-runner';
import type { TemplateRun } from './run-template';

const REAL = [
	'hrtime',
	'nextTick',
	'performance',
	'queueMicrotask',
	'setImmediate',
	'clearImmediate',
	'setInterval',
	'clearInterval',
	'setTimeout',
	'clearTimeout',
] as const;

const MORNING = new Date('2026-03-02T09:00:00Z');

/** Parameters to lay over those of the template's nodes, by node name. */
export type Changes = Readonly<Record<string, INodeParameters>>;

/** A template between two systems, with a store and a time of day of their own. */
export abstract class TemplateBench {
	/** One run of the template, however it ends. */
	protected abstract once(options: TemplateRun): Promise<RunResult>;
	/** Requests to either system's API that change something. */
	abstract writeRequests(): number;
	protected abstract closeSystems(): Promise<void>;

	protected constructor(private readonly folder: string) {}

	/**
	 * Sets the time of day, which both systems and the engine read and a test moves on, and an empty store.
	 * @returns the store's folder
	 */
	protected static prepare(): string {
		jest.useFakeTimers({ now: MORNING, doNotFake: [...REAL] });
		const folder = mkdtempSync(join(tmpdir(), 'psa-sync-workflow-'));
		process.env.PSA_SYNC_STORE = join(folder, 'sync.sqlite');
		return folder;
	}

	async stop(): Promise<void> {
		await closeStores();
		await this.closeSystems();
		delete process.env.PSA_SYNC_STORE;
		rmSync(this.folder, { recursive: true });
		jest.useRealTimers();
	}

	/** Lets time pass. */
	pass(seconds: number): void {
		jest.setSystemTime(Date.now() + seconds * 1000);
	}

	async store(): Promise<Store> {
		return await openStore();
	}

	/** A minute later, one run of the template. Fails the test where the run failed. */
	async cycle(changes: Changes = {}): Promise<RunResult> {
		this.pass(60);
		const result = await this.once({ parameters: changes });
		if (result.error) throw result.error;
		expect(result.status).toBe('success');
		return result;
	}

	/** Runs until nothing is written any more. @returns the runs that it took */
	async settle(changes: Changes = {}): Promise<number> {
		for (let runs = 1; runs <= 10; runs++) {
			const before = this.writeRequests();
			await this.cycle(changes);
			if (this.writeRequests() === before) return runs;
		}
		throw new Error('The two systems do not come to rest: writes in each of 10 runs.');
	}
}
