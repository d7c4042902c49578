import { NodeApiError, NodeOperationError, type INode, type JsonObject } from 'n8n-workflow';
import { SyncError, type ErrorCode } from '../../sync/model/errors';

/** What the user can do, by the kind of error. The message itself says what happened. */
const ADVICE: Readonly<Record<ErrorCode, string>> = {
	AUTHENTICATION:
		'Check the keys in the credential and use its "Test" button. Nothing was lost: the work is due again.',
	PERMISSION: 'Give the API user the permission named in the message, then run again. Nothing was lost.',
	RETIRED: 'Unpublish the workflows of this sync, or take the retirement back with PSA Sync → Retire.',
	UNREACHABLE: 'Check the address in the credential and whether this n8n can reach it. The work is due again.',
	TIMEOUT:
		'The system did not answer in time. The next run looks whether the request was carried out before it tries again.',
	RATE_LIMITED: 'The system asked for a pause. The next run goes on from here.',
	PAUSED:
		'Nothing was sent, so that the limit of the system is kept. The next run goes on from here; PSA Sync → Get Status says how much is left.',
	UNAVAILABLE: 'The system failed and may work again later. The next run goes on from here.',
	REJECTED: 'The system refused the values. Correct the value named in the message, or its row in the Field Map node.',
	NOT_FOUND: 'The record may have been deleted or moved. Look it up in the system itself.',
	PRECONDITION: 'Somebody changed the record meanwhile. Read it again, then repeat the change.',
	UNEXPECTED_ANSWER:
		'The system answered in a way that its specification does not allow. Check the address in the credential; a proxy in between may answer instead.',
	BAD_INPUT: 'Correct what the message names, then run again.',
	BAD_MAPPING: 'Open the Field Map node named in the message and correct the row.',
	STORE:
		"Check that n8n's user folder (or the folder set for the sync store) can be written and that the disk is not full.",
	WRONG_TENANT: 'Use another sync key for another tenant. A sync key stays with the tenants that it began with.',
	SYNC_KEY_CHANGED:
		'A sync key is the name under which everything is remembered: set it back. To match both tenants anew on purpose, stop n8n and move the file of the store away first; every sync in it then begins anew.',
	WRONG_PHASE:
		'A sync is in one phase at a time. Leave the workflow of that phase published and unpublish the other one, or take the sync to the other phase with PSA Sync → Switch Phase. Nothing was lost.',
	NOT_READY:
		'PSA Sync → Check Readiness says for each reason what to do. What only warns can be overridden under Switch Although.',
};

const FROM_THE_SYSTEM: ReadonlySet<ErrorCode> = new Set([
	'AUTHENTICATION',
	'PERMISSION',
	'UNREACHABLE',
	'TIMEOUT',
	'RATE_LIMITED',
	'UNAVAILABLE',
	'REJECTED',
	'NOT_FOUND',
	'PRECONDITION',
	'UNEXPECTED_ANSWER',
]);

/**
 * An error of the engine as the editor shows it: its message, and below it what to do. Other errors are passed on as
 * NodeOperationError.
 */
export function toNodeError(node: INode, error: unknown, itemIndex?: number): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	const position = itemIndex === undefined ? {} : { itemIndex };
	if (!(error instanceof SyncError)) {
		return new NodeOperationError(node, error instanceof Error ? error : String(error), position);
	}
	const { code, message, subject } = error;
	const options = { ...position, description: ADVICE[code] };
	const shown = FROM_THE_SYSTEM.has(code)
		? new NodeApiError(node, { code, message } satisfies JsonObject, {
				...options,
				message,
				...(subject.status !== undefined && { httpCode: String(subject.status) }),
			})
		: new NodeOperationError(node, message, options);
	// n8n puts a text of its own in the place of every message that contains a network code such as ECONNRESET.
	shown.message = message;
	return shown;
}
