import type { INode } from 'n8n-workflow';
import { toNodeError } from '../../../nodes/shared/node-errors';
import { SyncError } from '../../../sync/model/errors';

const node: INode = { id: '1', name: 'Apply', type: 'test', typeVersion: 1, position: [0, 0], parameters: {} };

describe('an error of the engine in the editor', () => {
	it.each(['UNREACHABLE', 'REJECTED', 'BAD_MAPPING', 'STORE'] as const)(
		'%s says what happened in the engine’s words, and below it what to do',
		(code) => {
			const shown = toNodeError(
				node,
				new SyncError(code, 'ConnectWise ticket 4711: ECONNRESET while "summary" was written'),
			);
			expect(shown.message).toBe('ConnectWise ticket 4711: ECONNRESET while "summary" was written');
			expect(shown.description).toMatch(/\w+ .+\./);
		},
	);

	it('keeps the HTTP status of the system', () => {
		const shown = toNodeError(node, new SyncError('REJECTED', 'no', { status: 400 }));
		expect(shown).toMatchObject({ httpCode: '400' });
	});

	it('is shown as it is where it is a node’s error already', () => {
		const first = toNodeError(node, new Error('something else'));
		expect(toNodeError(node, first)).toBe(first);
	});
});
