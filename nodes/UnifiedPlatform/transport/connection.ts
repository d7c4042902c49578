import { createHash, randomUUID } from 'node:crypto';
import type { ICredentialDataDecryptedObject, IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { Connector } from '../../../sync/connectors/connector';
import { createPlatformConnector, PlatformClient, type PlatformConnection } from '../../../sync/connectors/platform';
import { SyncError } from '../../../sync/model/errors';
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
});

interface Settings {
	readonly connection: PlatformConnection;
	readonly tenant: string;
}

/**
 * What the credential says of how to reach the platform.
 * @throws SyncError BAD_INPUT where it is incomplete.
 */
export function readCredential(data: ICredentialDataDecryptedObject): Settings {
	const parsed = credential.safeParse(data);
	if (!parsed.success) {
		const field = parsed.error.issues[0]?.path.join('.') ?? '';
		throw new SyncError('BAD_INPUT', `"${field}" is missing in the credential of the Unified Platform`, { field });
	}
	const { baseUrl, apiKey, customApi, basePath, authHeader, authPrefix, tenant } = parsed.data;
	if (!customApi) return { connection: { baseUrl, apiKey }, tenant: '' };
	return { connection: { baseUrl, apiKey, basePath, authHeader: authHeader || 'Authorization', authPrefix }, tenant };
}

/** The client of an execution, with the node's field names. */
export async function executionClient(this: IExecuteFunctions): Promise<PlatformClient> {
	const { connection } = readCredential(await this.getCredentials(CREDENTIAL));
	return new PlatformClient({ ...connection, fieldNames: parseFieldNames(this.getNodeParameter('options', 0, {})) });
}

/** The client of the editor: lists of records and fields. Answers that take long are of no use there. */
export async function editorClient(this: ILoadOptionsFunctions): Promise<PlatformClient> {
	const { connection } = readCredential(await this.getCredentials(CREDENTIAL));
	const fieldNames = parseFieldNames(this.getCurrentNodeParameters()?.options ?? {});
	return new PlatformClient({ ...connection, fieldNames }, { timeoutMs: 15_000, retry: { attempts: 2 } });
}

/** The platform as one side of a sync. */
export async function syncConnector(this: IExecuteFunctions): Promise<Connector> {
	const { connection, tenant } = readCredential(await this.getCredentials(CREDENTIAL));
	const fieldNames = parseFieldNames(this.getNodeParameter('options', 0, {}));
	const otherSystem = z.string().parse(this.getNodeParameter('psaSystem', 0));
	return createPlatformConnector({ ...connection, tenant, fieldNames, otherSystem });
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
