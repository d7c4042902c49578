import { createHash, randomUUID } from 'node:crypto';
import type { ICredentialDataDecryptedObject, IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { Connector } from '../../../sync/connectors/connector';
import type { ApiBudget, BudgetUse } from '../../../sync/connectors/http';
import {
	createPlatformConnector,
	platformBudget,
	PlatformClient,
	tenantOf,
	type PlatformConnection,
	type PlatformTransportOptions,
} from '../../../sync/connectors/platform';
import { SyncError } from '../../../sync/model/errors';
import { apiShare } from '../../shared/api-share';
import { budgetOf } from '../../shared/budget';
import { parseFieldNames } from './field-names';

export const CREDENTIAL = 'psaSyncUnifiedPlatformApi';

const credential = z.object({
	baseUrl: z.string().trim(),
	apiKey: z.string().trim(),
	customApi: z.boolean().default(false),
	basePath: z.string().trim().default('/api/v1'),
	authHeader: z.string().trim().default('Authorization'),
	authPrefix: z.string().trim().default('Bearer'),
	tenant: z.string().trim().default(''),
	apiShare: z.unknown(),
});

/** Answers that take long are of no use in the editor. */
const HASTY = { timeoutMs: 15_000, retry: { attempts: 2 } } as const;

interface Settings {
	readonly connection: PlatformConnection;
	readonly tenant: string;
	readonly budget: ApiBudget;
}

/**
 * What the credential says of how to reach the platform, and the budget for calls of the given use.
 * @throws SyncError BAD_INPUT where it is incomplete.
 */
export function readCredential(data: ICredentialDataDecryptedObject, use: BudgetUse = 'interactive'): Settings {
	const parsed = credential.safeParse(data);
	if (!parsed.success) {
		const field = parsed.error.issues[0]?.path.join('.') ?? '';
		throw new SyncError('BAD_INPUT', `"${field}" is missing in the credential of the Unified Platform`, { field });
	}
	const { baseUrl, apiKey, customApi, basePath, authHeader, authPrefix, apiShare: share } = parsed.data;
	const connection = customApi
		? { baseUrl, apiKey, basePath, authHeader: authHeader || 'Authorization', authPrefix }
		: { baseUrl, apiKey };
	const tenant = customApi ? parsed.data.tenant : '';
	const policy = platformBudget(apiShare(share, 75));
	const budget = budgetOf({ system: 'platform', tenant: tenantOf(connection, tenant), policy }, use);
	return { connection, tenant, budget };
}

/** The client of an execution, with the node's field names. */
export async function executionClient(this: IExecuteFunctions): Promise<PlatformClient> {
	const { connection, budget } = readCredential(await this.getCredentials(CREDENTIAL), 'interactive');
	const fieldNames = parseFieldNames(this.getNodeParameter('options', 0, {}));
	return new PlatformClient({ ...connection, fieldNames }, { budget });
}

/** The client of the editor: lists of records and fields. */
export async function editorClient(this: ILoadOptionsFunctions): Promise<PlatformClient> {
	const { connection, budget } = readCredential(await this.getCredentials(CREDENTIAL), 'interactive');
	const fieldNames = parseFieldNames(this.getCurrentNodeParameters()?.options ?? {});
	return new PlatformClient({ ...connection, fieldNames }, { ...HASTY, budget });
}

/** What single records are worked with that are no companies, contacts or tickets. */
export async function executionConnector(this: IExecuteFunctions): Promise<Connector> {
	const settings = readCredential(await this.getCredentials(CREDENTIAL), 'interactive');
	return recordConnector(settings, this.getNodeParameter('options', 0, {}), {});
}

/** The same for the lists of the editor. */
export async function editorConnector(this: ILoadOptionsFunctions): Promise<Connector> {
	const settings = readCredential(await this.getCredentials(CREDENTIAL), 'interactive');
	return recordConnector(settings, this.getCurrentNodeParameters()?.options ?? {}, HASTY);
}

/** What is written record by record has no counterpart: it bears no other system's name. */
function recordConnector(
	{ connection, tenant, budget }: Settings,
	options: unknown,
	transport: PlatformTransportOptions,
): Connector {
	const fieldNames = parseFieldNames(options);
	return createPlatformConnector({
		...connection,
		tenant,
		fieldNames,
		otherSystem: 'n8n',
		transport: { ...transport, budget },
	});
}

/** The platform as one side of a sync. */
export async function syncConnector(this: IExecuteFunctions): Promise<Connector> {
	const { connection, tenant, budget } = readCredential(await this.getCredentials(CREDENTIAL), 'sync');
	const fieldNames = parseFieldNames(this.getNodeParameter('options', 0, {}));
	const otherSystem = z.string().parse(this.getNodeParameter('psaSystem', 0));
	return createPlatformConnector({ ...connection, tenant, fieldNames, otherSystem, transport: { budget } });
}

/**
 * One key for each item of each run of a node: "Retry On Fail" sends it again and makes no second record, another
 * execution or a later round of a loop gets another one.
 */
export function idempotencyKey(this: IExecuteFunctions, index: number): string {
	const execution = this.getExecutionId() || randomUUID();
	const run = this.getWorkflowDataProxy(index).$runIndex as unknown;
	const place = JSON.stringify([execution, this.getNode().id, run, index]);
	return createHash('sha256').update(place).digest('hex');
}
