import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';
import { toNodeError } from '../../../nodes/shared/node-errors';
import { SyncError, type ErrorCode } from '../../../sync/model/errors';

const node: INode = { id: 'n', name: 'ConnectWise', type: 'n', typeVersion: 1, position: [0, 0], parameters: {} };

test.each<[ErrorCode, string, number | undefined]>([
	['AUTHENTICATION', 'ConnectWise refused the keys (401)', 401],
	['UNREACHABLE', 'ConnectWise cannot be reached: connect ECONNREFUSED 127.0.0.1:1', undefined],
	['TIMEOUT', 'ConnectWise did not answer in 30 s: ETIMEDOUT', undefined],
	['RATE_LIMITED', 'ConnectWise asks for a pause of 30 s', 429],
	['UNAVAILABLE', 'ConnectWise failed: 503', 503],
	['REJECTED', 'ConnectWise refused ticket 5: summary is too long', 400],
])('%s of a system keeps its own message and says below what to do', (code, message, status) => {
	const error = toNodeError(node, new SyncError(code, message, { system: 'connectwise', status }), 2);
	expect(error).toBeInstanceOf(NodeApiError);
	expect(error.message).toBe(message);
	expect(String(error.description).length).toBeGreaterThan(20);
	expect(error.context.itemIndex).toBe(2);
});

test.each<ErrorCode>(['BAD_INPUT', 'BAD_MAPPING', 'STORE', 'WRONG_TENANT'])('%s is an error of the set-up', (code) => {
	const error = toNodeError(node, new SyncError(code, 'Row 3 names no field'));
	expect(error).toBeInstanceOf(NodeOperationError);
	expect(error.message).toBe('Row 3 names no field');
	expect(error.description).toBeTruthy();
});

test("an error that is one of n8n's already goes on as it is", () => {
	const error = new NodeOperationError(node, 'as it is');
	expect(toNodeError(node, error)).toBe(error);
});

test('what nobody expected is still named', () => {
	expect(toNodeError(node, new TypeError('x is not a function')).message).toBe('x is not a function');
});
