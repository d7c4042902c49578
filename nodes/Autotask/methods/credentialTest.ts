import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { labelOf } from '../../../sync/connectors/autotask';
import { RESOURCE_NAMES, RESOURCES } from '../../shared/resources';
import { testClient } from '../transport/connection';

/** The MSP's own company; every tenant has it. */
const OWN_COMPANY = '0';

/** Looks up the zone, signs in, and asks what the API user's security level lets it do. */
export async function testAutotask(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	try {
		const client = testClient(credential.data ?? {});
		const { currentTimeframeRequestCount: used, externalRequestThreshold: limit } = await client.threshold();
		const unreadable: string[] = [];
		const limits: string[] = [];
		for (const resource of RESOURCES) {
			const denied = await client.denied(resource);
			const { many } = RESOURCE_NAMES[resource];
			if (denied.includes('read')) unreadable.push(many);
			else if (denied.length > 0) limits.push(`may not ${denied.join(' or ')} ${many}`);
		}
		if (unreadable.length > 0) {
			const message = `The keys are right, but the API user may not read ${unreadable.join(', ')}: give it a security level that lets it, such as API User (system)`;
			return { status: 'Error', message };
		}
		const own = await client.get('company', OWN_COMPANY);
		const whose = own === undefined ? '' : ` of ${labelOf('company', own)}`;
		const spent = `all tools together have used ${used} of ${limit} calls`;
		const warning = limits.length === 0 ? '' : `; the API user ${limits.join(', ')}`;
		return { status: 'OK', message: `Connected to Autotask${whose}; ${spent}${warning}` };
	} catch (error) {
		return { status: 'Error', message: error instanceof Error ? error.message : 'The test failed' };
	}
}
