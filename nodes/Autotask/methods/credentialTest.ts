import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { labelOf } from '../../../sync/connectors/autotask';
import { testClient } from '../transport/connection';

/** The MSP's own company; every tenant has it. */
const OWN_COMPANY = '0';

/** Looks up the zone, signs in, and looks whether the API user may see companies at all. */
export async function testAutotask(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	try {
		const client = testClient(credential.data ?? {});
		const { currentTimeframeRequestCount: used, externalRequestThreshold: limit } = await client.threshold();
		const own = await client.get('company', OWN_COMPANY);
		if (own === undefined) {
			const message =
				'The keys are right, but the API user sees no companies; give it the security level API User (system) or one that may see all companies, contacts and tickets';
			return { status: 'Error', message };
		}
		return {
			status: 'OK',
			message: `Connected to Autotask of ${labelOf('company', own)}; all tools together have used ${used} of ${limit} calls`,
		};
	} catch (error) {
		return { status: 'Error', message: error instanceof Error ? error.message : 'The test failed' };
	}
}
