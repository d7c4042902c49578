import { startHaloPsa, type HaloPsaSimulator } from '../../sandbox/halopsa';
import { startPlatform, type RunningPlatform } from '../../sandbox/platform';
import type { Phase } from '../../sync/model/phase';
import type { Review } from '../../sync/model/review';
import type { RunResult, WorkflowJson } from '../support/workflow-runner';
import { SYNC } from './bench';
import { templateOf } from './phases';
import { runTemplate, type TemplateRun } from './run-template';
import { TemplateBench } from './template-bench';

export interface HaloPsaSetting {
	/** Where HaloPSA's traffic goes. */
	readonly record: string;
	/** Clients that HaloPSA has from the beginning. */
	readonly companies?: number;
	/** What is changed in the template of phase 1. */
	readonly rewire?: (template: WorkflowJson) => void;
}

/** HaloPSA and the platform, and the templates between them as they are shipped. */
export class HaloPsaBench extends TemplateBench {
	/** The template of this phase is run. */
	phase: Phase = 1;

	private constructor(
		folder: string,
		readonly halopsa: HaloPsaSimulator,
		readonly platform: RunningPlatform,
		private readonly rewire: HaloPsaSetting['rewire'],
	) {
		super(folder);
	}

	static async start({ record, companies = 0, rewire }: HaloPsaSetting): Promise<HaloPsaBench> {
		const folder = TemplateBench.prepare();
		const seed = { companies, contactsPerCompany: 0, tickets: 0 };
		return new HaloPsaBench(folder, await startHaloPsa({ record, seed }), await startPlatform(), rewire);
	}

	protected async closeSystems(): Promise<void> {
		await this.halopsa.close();
		await this.platform.close();
	}

	protected async once(options: TemplateRun): Promise<RunResult> {
		const { credentials, url } = this.halopsa;
		return await runTemplate(
			templateOf(this.phase, 'halopsa'),
			{
				psaSyncHaloPsaApi: { ...credentials, url, authUrl: '', callsAllowed: 100_000 },
				psaSyncUnifiedPlatformApi: { baseUrl: this.platform.url, apiKey: this.platform.apiKey },
			},
			{ ...options, ...(this.phase === 1 && this.rewire && { rewire: this.rewire }) },
		);
	}

	writeRequests(): number {
		const psa = this.halopsa.control.requests.entries();
		const writes = psa.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/token')).length;
		return writes + this.platform.control.requests.entries().filter(({ method }) => method !== 'GET').length;
	}

	async openReviews(): Promise<Review[]> {
		return await (await this.store()).reviews(SYNC, { status: 'open', limit: 20 });
	}
}
